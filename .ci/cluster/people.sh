# The people of the stories, each with a kubeconfig of their own. Sourced.

people() {
  kubectl apply -f - <.ci/cluster/manifests/people.yaml >/dev/null
  # Files in $RUN are written by the host, and tokens are asked for by the administrator.
  by_account developer culvert-people
}

# by_account NAME NAMESPACE: the kubeconfig of a ServiceAccount, with a token of a day, as `kubectl create token` gives it.
by_account() {
  (cd "$RUN/pki" && kubeconfig "../$1.conf" "{token: $(kubectl -n "$2" create token "$1" --duration 24h)}")
}
