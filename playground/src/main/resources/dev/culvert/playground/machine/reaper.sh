# Outlives a playground that was killed by a moment, and removes what it left: the processes in its namespaces,
# however they were started, the namespaces, the folders. Learns of the death because its input ends without a word.
# Arguments: the instance's id, its folders.
trap '' HUP INT TERM
read -r word && [ "$word" = stop ] && exit 0
id=$1
shift
tries=0
while [ $tries -lt 100 ]; do
  tries=$((tries + 1))
  names=$(ls /run/netns 2>/dev/null | grep -x "cv$id-[a-z0-9]*")
  [ -n "$names" ] || break
  pids=$(for name in $names; do ip netns pids "$name" 2>/dev/null; done)
  if [ -n "$pids" ]; then
    kill -9 $pids 2>/dev/null
    sleep 0.02
    continue
  fi
  for name in $names; do
    ip netns del "$name" 2>/dev/null
  done
done
rm -rf --one-file-system "$@"
