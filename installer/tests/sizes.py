#!/usr/bin/env python3
"""How large the packages are and how fast their programs start: `./culvert package --sizes`.

Unpacks the .deb that was built into a folder of its own and runs its programs from there, as root, with a helper in a
network of its own, a display of its own, and a home of its own. Prints one line a figure, with its goal.
"""

import mmap
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 21
WINDOWS = 5
WIDTH, HEIGHT = 1600, 1000
# A frame of ours has text and icons on more than one background; an empty window has one colour.
COLOURS_OF_A_FRAME = 24


def wait_for(what, seconds, condition):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"not within {seconds} s: {what}")
        time.sleep(0.02)


def timed(command, env):
    """Wall and processor time of a command, in milliseconds, and its exit code."""
    begun = time.monotonic()
    child = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    return wall * 1000, (used.ru_utime + used.ru_stime) * 1000, child.returncode


def line(name, figure, goal="", reached=None):
    verdict = "" if reached is None else ("reached" if reached else "MISSED")
    print(f"{name:44}  {figure:>24}  {goal:>14}  {verdict}".rstrip(), flush=True)


def end(child):
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(30)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def memory(pid, field):
    for entry in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if entry.startswith(field + ":"):
            return int(entry.split()[1]) / 1024
    raise KeyError(field)


def processor_time(pid):
    """What a process has used until now, in milliseconds."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def first_frame(program, env, framebuffer):
    """Milliseconds from the start of the program to the first frame with something on it, and its processor time till then."""
    with open(framebuffer, "rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as screen:
        def drawn():
            pixels = len(screen) - WIDTH * HEIGHT * 4
            row = lambda y: pixels + y * WIDTH * 4
            seen = set()
            for y in range(20, HEIGHT - 20, 40):
                at = row(y)
                seen.update(memoryview(screen[at : at + WIDTH * 4]).cast("I"))
            return len(seen) >= COLOURS_OF_A_FRAME

        wait_for("an empty display", 20, lambda: not drawn())
        begun = time.monotonic()
        child = subprocess.Popen([program], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for("the window's first frame", 60, drawn)
            return (time.monotonic() - begun) * 1000, processor_time(child.pid)
        finally:
            end(child)


def main(target):
    deb = next(target.glob("culvert_*.deb"), None)
    rpm = next(target.glob("culvert-*.rpm"), None)
    if deb is None:
        sys.exit(f"there is no .deb in {target}: ./culvert package makes it")
    for package in filter(None, (deb, rpm)):
        megabytes = package.stat().st_size / 1e6
        line(package.name, f"{megabytes:.1f} MB", "120 MB", megabytes < 120)
    with tempfile.TemporaryDirectory(prefix="culvert-sizes.", dir="/var/tmp") as work:
        measure(pathlib.Path(work), deb)


def measure(work, deb):
    root = work / "root"
    subprocess.run(["dpkg-deb", "-x", deb, root], check=True)
    installed = sum(f.lstat().st_size for f in root.rglob("*") if f.is_file() and not f.is_symlink()) / 1e6
    line("installed", f"{installed:.0f} MB")
    programs = root / "usr/lib/culvert/bin"
    for folder in ("run", "home", "display"):
        (work / folder).mkdir(mode=0o700)
    socket = work / "run/helper.sock"
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(work / "home"),
        "LANG": "C.UTF-8",
        "CULVERT_HELPER_SOCKET": str(socket),
    }
    helper = subprocess.Popen(
        ["unshare", "--net", programs / "culvert-helper", "--socket", socket, "--state-dir", work / "state"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    begun = time.monotonic()
    try:
        wait_for("the helper's socket", 60, socket.exists)
        line("helper, start to its socket", f"{(time.monotonic() - begun) * 1000:.0f} ms")
        # What it starts with has been collected, and nobody has asked it anything.
        time.sleep(10)
        resident = memory(helper.pid, "Rss")
        line("helper, idle, resident", f"{resident:.0f} MiB", "100 MiB", resident < 100)
        line("helper, idle, its own (not shared, not a file)", f"{memory(helper.pid, 'Pss_Anon'):.0f} MiB")
        commands(programs, env)
        window(programs / "culvert-window", env, work / "display")
    finally:
        end(helper)


def commands(programs, env):
    for words, goal in ((["status"], 150), (["version"], None), (["flows"], None), (["--help"], None)):
        program = "culvert-quick" if words[0] in ("status", "version") else "culvert"
        runs = [timed([programs / program, *words], env) for _ in range(ROUNDS)][1:]
        codes = {code for _, _, code in runs}
        if not codes <= {0, 5}:
            sys.exit(f"culvert {' '.join(words)} ended with {codes}")
        wall = statistics.median(run[0] for run in runs)
        used = statistics.median(run[1] for run in runs)
        reached = None if goal is None else wall < goal
        line(f"culvert {' '.join(words)}, median of {len(runs)}", f"{wall:.0f} ms ({used:.0f} ms of CPU)", f"{goal} ms" if goal else "", reached)


def window(program, env, folder):
    if shutil.which("Xvfb") is None:
        line("window, first frame", "no Xvfb")
        return
    read, write = os.pipe()
    display = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", folder, "-nolisten", "tcp"],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        number = os.read(read, 16).decode().strip()
        env = {**env, "DISPLAY": f":{number}"}
        runs = [first_frame(program, env, folder / "Xvfb_screen0") for _ in range(WINDOWS + 1)][1:]
        median = statistics.median(run[0] for run in runs)
        used = statistics.median(run[1] for run in runs)
        line(f"window, first frame, median of {len(runs)}", f"{median:.0f} ms ({used:.0f} ms of CPU)", "1000 ms", median < 1000)
    finally:
        os.close(read)
        end(display)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
