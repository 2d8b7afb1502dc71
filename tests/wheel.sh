#!/bin/sh
# Build the wheel and run it from an empty environment, in a folder that knows nothing of this checkout.
# Usage: tests/wheel.sh UV
set -eu
uv=$1
root=$(pwd)
case $uv in /*) ;; */*) uv=$root/$uv ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$uv" build --quiet --wheel --out-dir "$work/dist" "$root"
wheel=$(echo "$work"/dist/schoolgate-*.whl)

foreign=$(python3 -m zipfile --list "$wheel" | awk 'NR > 1 { print $1 }' | grep -Ev '^schoolgate(/|-[0-9.]+\.dist-info/)' || true)
if [ -n "$foreign" ]; then
  printf 'the wheel holds more than schoolgate/:\n%s\n' "$foreign" >&2
  exit 1
fi

"$uv" venv --quiet --python "$root/.venv/bin/python" "$work/venv"
# The versions of the lock, so that what is tested here is what was tested before.
"$uv" export --quiet --locked --no-dev --no-emit-project --project "$root" >"$work/requirements.txt"
"$uv" pip install --quiet --python "$work/venv/bin/python" --requirements "$work/requirements.txt" "$wheel"

cp -r "$root/data/portal-sync" "$work/extracts"
cd "$work"
venv/bin/schoolgate --version
for engine in fused pandera gx; do
  venv/bin/schoolgate check portal-sync extracts/clean --as-of 2026-11-22 --quiet --engine $engine
  code=0
  venv/bin/schoolgate check portal-sync extracts/faulty --as-of 2026-11-22 --quiet --engine $engine || code=$?
  test "$code" -eq 1 || { echo "the wheel ends with $code on the faulty sample with engine $engine, expected 1" >&2; exit 1; }
done
echo "the wheel runs"
