"""An SFTP server for a folder: ``python sftp_server.py PORT FOLDER``; user ``user``, password ``secret``."""

import asyncio
import sys

import asyncssh


class Doorkeeper(asyncssh.SSHServer):
    """Lets one user in."""

    def begin_auth(self, username):  # noqa: ARG002
        return True

    def password_auth_supported(self):
        return True

    def validate_password(self, username, password):
        return (username, password) == ("user", "secret")


async def main(port, folder):
    key = asyncssh.generate_private_key("ssh-ed25519")
    server = await asyncssh.listen("127.0.0.1", port, server_factory=Doorkeeper, server_host_keys=[key], sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=folder))
    await server.wait_closed()


asyncio.run(main(int(sys.argv[1]), sys.argv[2].encode()))
