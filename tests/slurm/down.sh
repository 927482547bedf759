#!/usr/bin/env bash
# Ends the Slurm that up.sh started, by the process numbers that it wrote.
state=$(realpath -m "${1:?folder for the state of Slurm}")
scancel --user "$(id -un)" 2>/dev/null
sleep 1
for file in slurmd.pid slurmctld.pid munge/pid; do
    [ -f "$state/$file" ] || continue
    number=$(cat "$state/$file")
    kill "$number" 2>/dev/null && echo "stopped $file $number"
    for _ in $(seq 50); do kill -0 "$number" 2>/dev/null || break; sleep 0.1; done
done
[ "$(readlink -f /etc/slurm/slurm.conf)" = "$state/slurm.conf" ] && rm -f /etc/slurm/slurm.conf
exit 0
