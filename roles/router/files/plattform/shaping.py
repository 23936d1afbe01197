"""Lines `shape` of the file `link-layer`: in which order packets leave a link (tc-cake(8)).

The file is complete: a queue of this kind on a link that it does not name is removed.
"""

import json

from .system import run

CALM = {"wash": False, "ingress": False, "ack-filter": "disabled", "split_gso": True, "rtt": 100000, "memlimit": 0} | {
    "atm": "noatm",
    "mpu": 0,
    "autorate": None,
}
"""What the file never asks for: said of a link that has it otherwise."""


def make(wanted, instances):
    """@param wanted  words of each line; @param instances  name → its lines of `running`"""
    for instance, there in instances.items():
        here = [words for words, at in wanted if at == instance]
        for words in [words for words in there if words not in here]:
            run("tc", "qdisc", "delete", "dev", words[1], "root", instance=instance)
        for _, link, *order in [words for words in here if words not in there]:
            run("tc", "qdisc", "replace", "dev", link, "root", *order, instance=instance)


def running(instance):
    """Words of each line that says what runs."""
    queues = json.loads(run("tc", "-json", "qdisc", "show", instance=instance) or "[]")
    return [
        ["shape", queue["dev"], *order(queue["options"])]
        for queue in queues
        if queue["kind"] == "cake" and queue.get("root")
    ]


def order(options):
    """As the file says it. The kernel keeps bandwidths in bytes a second."""
    bandwidth, mark = options["bandwidth"], int(str(options.get("fwmark", "0")), 0)
    said = bandwidth if isinstance(bandwidth, str) else f"{bandwidth // 125}kbit"
    return [
        *["cake", "bandwidth", said, options["diffserv"], options["flowmode"]],
        *(["nat"] if options["nat"] else []),
        *([] if options.get("raw") else ["overhead", str(options["overhead"])]),
        *(["fwmark", hex(mark)] if mark else []),
        *(f"{key}={options[key]}" for key, calm in CALM.items() if options.get(key, calm) != calm),
    ]
