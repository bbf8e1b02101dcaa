# Restores resolv.conf when the helper dies without a word. Run as: sh -c '<this>' name TARGET ORIGINAL MARK
# Its input is a pipe that only the helper holds: "stop" means a clean end, its closing means that the helper is dead.
# TARGET is the resolver's configuration, ORIGINAL a prepared copy of what was there (or ORIGINAL.absent when nothing
# was), MARK the first line of what the helper put there. With another first line the file is not ours: hands off.
target=$1 original=$2 mark=$3
PATH=/usr/sbin:/usr/bin:/sbin:/bin
# What stops the helper is often sent to everyone around it; this process ends by the pipe alone.
trap '' HUP INT TERM

while IFS= read -r word; do
  [ "$word" != stop ] || exit 0
done

[ ! -L "$target" ] && IFS= read -r first <"$target" && [ "$first" = "$mark" ] || exit 0

if [ -L "$original" ] || [ -f "$original" ]; then
  new=$target.culvert-guardian.$$
  cp -pP "$original" "$new" && mv -f "$new" "$target" && exit 0
  rm -f "$new"
  # A bind mount cannot be renamed over.
  [ -L "$original" ] || cat "$original" >"$target"
elif [ -e "$original.absent" ]; then
  rm -f "$target"
fi
