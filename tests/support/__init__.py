"""What the tests share. Nothing here is a test, and no test module is imported by another."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
