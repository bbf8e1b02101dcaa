# Images without a registry and without a container engine: one layer, made here, imported into containerd. Sourced.

# image NAME FOLDER CONFIG: an OCI archive of the folder on standard output. CONFIG is the image's "config" object.
image() {
  local name=$1 folder=$2 config=$3 layout digest size
  layout=$(mktemp -d)
  mkdir -p "$layout/blobs/sha256"
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$folder" -cf "$layout/layer" .
  local layer_digest layer_size
  blob "$layout" "$layout/layer" && layer_digest=$digest layer_size=$size
  printf '{"architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$(dpkg --print-architecture)" "$config" "$layer_digest" >"$layout/config"
  local config_digest config_size
  blob "$layout" "$layout/config" && config_digest=$digest config_size=$size
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:%s","size":%s}]}' \
    "$config_digest" "$config_size" "$layer_digest" "$layer_size" >"$layout/manifest"
  blob "$layout" "$layout/manifest"
  printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"annotations":{"io.containerd.image.name":"%s","org.opencontainers.image.ref.name":"%s"}}]}' \
    "$digest" "$size" "$name" "${name##*:}" >"$layout/index.json"
  printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
  tar -C "$layout" -cf - oci-layout index.json blobs
  rm -rf "$layout"
}

# Moves a file to its place among the blobs; sets digest and size.
blob() {
  digest=$(sha256sum "$2" | cut -d' ' -f1)
  size=$(stat -c %s "$2")
  mv "$2" "$1/blobs/sha256/$digest"
}

# The system's static busybox: the pause container, and every workload that needs a shell, a web server or netcat.
busybox_image() {
  local root applet
  root=$(mktemp -d)
  mkdir -p "$root"/{bin,tmp,etc,proc,dev,sys,www/cgi-bin}
  chmod 1777 "$root/tmp"
  cp "$(dpkg -L busybox-static | grep -x '.*/bin/busybox')" "$root/bin/busybox"
  for applet in $("$root/bin/busybox" --list); do [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"; done
  echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"
  image culvert.test/busybox:1 "$root" '{"Entrypoint":["/bin/busybox","sleep","2147483647"],"Env":["PATH=/bin"]}'
  rm -rf "$root"
}

# load_image ARCHIVE [in_node2]: imports an OCI or Docker archive, so that pods find it by its name without pulling.
load_image() {
  "${2:-in_node}" "$BIN/ctr" -n k8s.io images import --local - <"$1" >>"$RUN/log/images.log" 2>&1 ||
    die "the image could not be imported: $(tail -n 3 "$RUN/log/images.log")"
}

# Into every node.
load_everywhere() {
  load_image "$1"
  ! has_node2 || load_image "$1" in_node2
}
