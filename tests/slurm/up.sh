#!/usr/bin/env bash
# Slurm on this one machine, without systemd or a database; as root. State in the folder named ($1).
#   apt-get install slurm-wlm munge; tests/slurm/up.sh FOLDER; …; tests/slurm/down.sh FOLDER
set -euo pipefail
state=$(realpath -m "${1:?folder for the state of Slurm}")
host=$(hostname -s)
mkdir -p "$state"/{controller,node,munge,log}
chmod 700 "$state/munge"

[ -e /etc/slurm/slurm.conf ] && [ "$(readlink -f /etc/slurm/slurm.conf)" != "$state/slurm.conf" ] && {
    echo "/etc/slurm/slurm.conf is there already; this machine has a Slurm of its own" >&2
    exit 1
}

cat > "$state/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
AuthInfo=socket=$state/munge/socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$state/controller
SlurmdSpoolDir=$state/node
SlurmctldPidFile=$state/slurmctld.pid
SlurmdPidFile=$state/slurmd.pid
SlurmctldLogFile=$state/log/slurmctld.log
SlurmdLogFile=$state/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
# What kills a job that takes more memory than it asked for.
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill,UsePss
OverTimeLimit=0
KillWait=5
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SlurmctldTimeout=60
SlurmdTimeout=60
MinJobAge=300
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0,bf_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
DefMemPerCPU=500
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$(awk '/MemTotal/ {print int($2 / 1024 * 0.9)}' /proc/meminfo) State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
END
# A job's environment has no SLURM_CONF, so the file must be where Slurm looks by itself.
mkdir -p /etc/slurm
ln -sfn "$state/slurm.conf" /etc/slurm/slurm.conf
unset SLURM_CONF

if [ ! -f "$state/munge/key" ]; then
    dd if=/dev/urandom of="$state/munge/key" bs=1024 count=1 status=none
    chmod 600 "$state/munge/key"
fi
munged --force --key-file="$state/munge/key" --socket="$state/munge/socket" \
    --pid-file="$state/munge/pid" --log-file="$state/log/munged.log" --seed-file="$state/munge/seed"
slurmctld -i
slurmd
for _ in $(seq 150); do
    sinfo --noheader --format %T 2>/dev/null | grep -qE '^(idle|mixed|allocated)' && exec sinfo
    sleep 0.2
done
echo "Slurm did not come up" >&2
tail -n 20 "$state"/log/*.log >&2
exit 1
