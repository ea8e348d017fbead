"""``python sealed.py BYTES COMMAND…`` becomes a command that can ask no other host and has so much memory. Linux only.

A filter of system calls (seccomp, https://docs.kernel.org/userspace-api/seccomp_filter.html), which the command cannot
take off, refuses every way to reach an address; to be reached stays possible. Alone in its file and without other
modules of the project, so that it starts at once.
"""

import ctypes
import errno
import os
import platform
import signal
import struct
import sys
from typing import Final

# Machine → AUDIT_ARCH, then connect, sendmsg, sendmmsg, io_uring_setup (it connects without a system call), sendto.
_CALLS: Final = {
    "x86_64": (0xC000003E, (42, 46, 307, 425), 44),
    "aarch64": (0xC00000B7, (203, 211, 269, 425), 206),
}
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCH, _ADDRESS_LOW, _ADDRESS_HIGH = 0, 4, 48, 52  # in struct seccomp_data; the fifth argument's halves
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EACCES
_SET_PDEATHSIG, _SET_SECCOMP, _SET_NO_NEW_PRIVS, _FILTER = 1, 22, 38, 2


def supported() -> bool:
    """Whether a process can be sealed here."""
    return sys.platform == "linux" and platform.machine() in _CALLS


def _program() -> bytes:
    arch, calls, sendto = _CALLS[platform.machine()]
    lines = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, arch),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, 0x40000000),  # x32: the same calls under other numbers
        (_RETURN, 0, 0, _REFUSE),
    ]
    for call in calls:
        lines += [(_EQUAL, 0, 1, call), (_RETURN, 0, 0, _REFUSE)]
    lines += [
        (_EQUAL, 0, 5, sendto),  # without an address it is send(), which answers who has connected
        (_LOAD, 0, 0, _ADDRESS_LOW),
        (_EQUAL, 0, 2, 0),
        (_LOAD, 0, 0, _ADDRESS_HIGH),
        (_EQUAL, 1, 0, 0),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def seal() -> None:
    """This process, and whatever it becomes, reaches no address from now on. Raises OSError where the kernel will not."""

    class Program(ctypes.Structure):
        _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    code = _program()
    program = Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in (
        (_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0),
        (_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0),
    ):
        if libc.prctl(*arguments):
            raise OSError(ctypes.get_errno(), "prctl")


def main() -> None:
    """Seals, limits and becomes the command."""
    import resource  # not on Windows, where this module is asked whether it can

    memory, *command = sys.argv[1:]
    seal()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    os.execv(command[0], command)  # noqa: S606 - that is what it is for


if __name__ == "__main__":
    main()
