# Runs the program as the pod of deploy/base does, as far as a machine without a container runtime can: nothing may be written
# but the volume and /tmp, the user is 65532 and has no capabilities. $1 is Node; below $2 lie the package and what is mounted.
set -eu
node=$1
given=$2
shift 2
mount --make-rprivate /
cp -a /etc "$given/etc-copy"
mount --bind "$given/etc-copy" /etc
mkdir -p /etc/charter
mount --bind "$given/configuration" /etc/charter
mount -t tmpfs tmpfs /var/lib
mkdir /var/lib/charter /var/lib/package
touch /var/lib/node
mount --bind "$node" /var/lib/node
mount --bind "$given/package" /var/lib/package
mount --bind "$given/volume" /var/lib/charter
mount -t tmpfs tmpfs /run
mkdir -p /run/secrets/charter /run/secrets/kubernetes.io/serviceaccount
mount --bind "$given/secrets" /run/secrets/charter
mount --bind "$given/account" /run/secrets/kubernetes.io/serviceaccount
mount -t tmpfs -o mode=1777 tmpfs /tmp
for point in / /etc /etc/charter /var/lib /var/lib/package /run /run/secrets/charter /run/secrets/kubernetes.io/serviceaccount; do
  mount -o remount,bind,ro "$point"
done
exec setpriv --reuid 65532 --regid 65532 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
  /var/lib/node /var/lib/package/bin/charter.js "$@"
