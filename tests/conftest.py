"""What holds for every test."""

import signal

# A shell that runs the tests in the background has interruptions ignored, and every program that a test starts would
# inherit that: what a test interrupts would go on.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
