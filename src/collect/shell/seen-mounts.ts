/**
 * An awk program that reads /proc/self/mountinfo and prints the mounts that a path can lead to, folders before what is
 * mounted in them, as `KIND POINT` with the kernel's escapes; a first line `shared` where changes here would be seen elsewhere.
 * Kinds: `own`, which an overlay can lie on; `device`, of which only a read-only look is taken; `apart`, which nobody
 * should touch without need, as a dead server would hold up who does. What the kernel shows of itself is left out.
 * Source: proc_pid_mountinfo(5).
 */
export const seenMounts = String.raw`
function kind_of(type, point) {
  if (type ~ /^(autofs|nsfs|proc|cgroup2?|mqueue|hugetlbfs|debugfs|tracefs|securityfs|selinuxfs|pstore|bpf|configfs|fusectl|binfmt_misc|rpc_pipefs|efivarfs)$/) return ""
  if (type ~ /^(sysfs|devpts)$/) return point ~ /^\/(sys|dev\/pts)$/ ? "device" : ""
  if (point ~ /^\/(proc|sys)(\/|$)/) return ""
  if (type ~ /^(nfs|cifs|smb|9p|ceph|glusterfs|fuse|afs|lustre|gpfs|beegfs|orangefs|davfs)/) return "apart"
  if (point ~ /^(\/var\/lib\/(docker|containers|containerd|kubelet|lxc|lxd)|\/run\/(user|credentials|docker|containerd|netns|snapd)|\/snap)\//) return "apart"
  return type ~ /^(squashfs|iso9660)$/ ? "device" : "own"
}
{
  dash = 7
  while (dash < NF && $dash != "-") { if ($dash ~ /^shared:/) shared = 1; dash++ }
  count++
  id[count] = $1; point[count] = $5; type[count] = $(dash + 1)
  child[$2, $5] = $1
  if ($5 == "/" && root == "") root = $1
}
END {
  if (root == "") exit 1
  if (shared) print "shared"
  for (one = 1; one <= count; one++) {
    here = root
    while ((here, "/") in child && child[here, "/"] != here) here = child[here, "/"]
    steps = point[one] == "/" ? 0 : split(substr(point[one], 2), names, "/")
    way = ""
    for (step = 1; step <= steps; step++) {
      way = way "/" names[step]
      while ((here, way) in child) here = child[here, way]
    }
    kind = kind_of(type[one], point[one])
    if (here != id[one] || kind == "") continue
    line[++kept] = kind " " point[one]
    depth[kept] = steps
    if (steps > deepest) deepest = steps
  }
  for (level = 0; level <= deepest; level++)
    for (one = 1; one <= kept; one++) if (depth[one] == level) print line[one]
}`;
