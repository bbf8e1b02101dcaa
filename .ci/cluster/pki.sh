# The cluster's authorities, certificates and kubeconfigs, in $RUN/pki. Sourced.

authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$2" -keyout "$1.key" -out "$1.crt" \
    -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature 2>/dev/null
}

# certificate FILE AUTHORITY SUBJECT USAGE [NAMES]
certificate() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$3" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -days 30 -out "$1.crt" 2>/dev/null -extfile <(
    printf 'basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=%s\n' "$4"
    [ $# -lt 5 ] || printf 'subjectAltName=%s\n' "$5"
  )
  rm "$1.csr"
}

# kubeconfig FILE CREDENTIALS: the second argument is the user's part, in YAML's flow style.
kubeconfig() {
  cat >"$1" <<YAML
apiVersion: v1
kind: Config
current-context: $CLUSTER
clusters:
- name: $CLUSTER
  cluster: {server: "https://$NODE_IP:6443", certificate-authority-data: $(base64 -w0 <ca.crt)}
contexts:
- name: $CLUSTER
  context: {cluster: $CLUSTER, namespace: default, user: $(basename "$1" .conf)}
users:
- name: $(basename "$1" .conf)
  user: $2
YAML
  chmod 600 "$1"
}

by_certificate() { printf '{client-certificate-data: %s, client-key-data: %s}' "$(base64 -w0 <"$1.crt")" "$(base64 -w0 <"$1.key")"; }

make_pki() (
  umask 077
  mkdir -p "$RUN/pki"
  cd "$RUN/pki"
  authority ca culvert-cluster
  authority front-proxy-ca culvert-cluster-front-proxy
  certificate apiserver ca /CN=kube-apiserver serverAuth \
    "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,DNS:localhost,IP:127.0.0.1,IP:$NODE_IP,IP:$API_SERVICE"
  certificate apiserver-kubelet-client ca /O=system:masters/CN=kube-apiserver-kubelet-client clientAuth
  certificate front-proxy-client front-proxy-ca /CN=front-proxy-client clientAuth
  openssl ecparam -name prime256v1 -genkey -noout -out sa.key
  openssl ec -in sa.key -pubout -out sa.pub 2>/dev/null
  person admin /O=system:masters/CN=culvert-admin
  person node1 /O=system:nodes/CN=system:node:node1
  person node2 /O=system:nodes/CN=system:node:node2
  person controller-manager /CN=system:kube-controller-manager
  person scheduler /CN=system:kube-scheduler
  person proxy /CN=system:kube-proxy
)

# A client certificate, and the kubeconfig that holds it.
person() {
  certificate "$1" ca "$2" clientAuth
  kubeconfig "../$1.conf" "$(by_certificate "$1")"
}
