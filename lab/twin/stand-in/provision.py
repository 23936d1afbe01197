#!/usr/bin/env python3
"""Makes an empty Debian the stand-in for a school server: Samba as directory server, with DNS, and FreeRADIUS on it.

Standard input is JSON, because of the secrets in it:
{"domain", "addresses": of the server, "account": a pupil, "password": hers, "secret": of the access points}
"""

import json
import pathlib
import re
import subprocess
import sys

SHARE = "ablage"
RADIUS = pathlib.Path("/etc/freeradius/3.0")


def provision(domain, addresses):
    """An empty domain of which this is the only server. What it prints holds the administrator's password."""
    pathlib.Path("/etc/samba/smb.conf").unlink(missing_ok=True)
    ips = [f"--host-ip6={one}" if ":" in one else f"--host-ip={one}" for one in addresses]
    names = [f"--realm={domain.upper()}", f"--domain={domain.split('.')[0].upper()}"]
    command = ["samba-tool", "domain", "provision", "--server-role=dc", "--dns-backend=SAMBA_INTERNAL"]
    done = subprocess.run([*command, *names, *ips], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"samba-tool: {done.stderr[-2000:]}")


def configure_samba():
    """A share, and the logon that WLAN needs (MSCHAPv2), which Samba does not offer by itself.

    Names it asks from itself, as directory servers do; the image knows somebody whom nobody reaches here.
    """
    pathlib.Path("/etc/resolv.conf").write_text("nameserver 127.0.0.1\n")
    pathlib.Path(f"/srv/{SHARE}").mkdir(mode=0o1777, exist_ok=True)
    pathlib.Path(f"/srv/{SHARE}").chmod(0o1777)
    file = pathlib.Path("/etc/samba/smb.conf")
    own = "[global]\n\tntlm auth = mschapv2-and-ntlmv2-only\n\tinterfaces = lo eth0\n\tbind interfaces only = yes\n"
    text = re.sub(r"^\[global\]\n", own, file.read_text(), flags=re.MULTILINE)
    text = re.sub(r"^\s*dns forwarder = .*\n", "", text, flags=re.MULTILINE)
    file.write_text(f"{text}\n[{SHARE}]\n\tpath = /srv/{SHARE}\n\tread only = no\n")


def add_account(name, password):
    """Not by samba-tool, which takes a password from its command line or from a terminal."""
    from samba.auth import system_session
    from samba.param import LoadParm
    from samba.samdb import SamDB

    parameters = LoadParm()
    parameters.load_default()
    database = SamDB(session_info=system_session(), lp=parameters)
    database.newuser(name, password)


def configure_radius(secret):
    """PEAP with the accounts of the directory, by winbind; access points may call from anywhere."""
    subprocess.run(["usermod", "--append", "--groups", "winbindd_priv,ssl-cert", "freerad"], check=True)
    winbind = 'mschap {\n\twinbind_username = "%{mschap:User-Name}"\n\twinbind_domain = ""\n'
    replace(RADIUS / "mods-enabled/mschap", r"^mschap \{\n", winbind)
    replace(RADIUS / "mods-enabled/eap", r"default_eap_type = md5", "default_eap_type = peap")
    client = f"client access-points {{\n\tipaddr = *\n\tsecret = {secret}\n\trequire_message_authenticator = yes\n}}\n"
    (RADIUS / "clients.conf").write_text(client)


def replace(file, pattern, text):
    file.write_text(re.sub(pattern, lambda _: text, file.read_text(), flags=re.MULTILINE))


def main():
    wanted = json.load(sys.stdin)
    provision(wanted["domain"], wanted["addresses"])
    configure_samba()
    add_account(wanted["account"], wanted["password"])
    configure_radius(wanted["secret"])


main()
