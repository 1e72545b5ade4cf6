"""What a model answers to given prompts: `python -m workbench.train.probing MODEL PROMPTS OUT`.

A process of its own, so that torch lives in no other. Greedy: equal weights give equal words.
PROMPTS and OUT are JSON lines of strings; OUT is whole or not there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from workbench.errors import UserError
from workbench.train.process import environment

MOST_TOKENS = 96
"""Of one answer."""


def probe(model: Path, prompts: list[str], folder: Path) -> list[str]:
    """The answer to each prompt; `folder` holds the two files meanwhile. Raises UserError where the
    model cannot be asked."""
    source, out = folder / "prompts.jsonl", folder / "outputs.jsonl"
    out.unlink(missing_ok=True)
    source.write_text("".join(json.dumps(text) + "\n" for text in prompts), encoding="utf-8")
    command = [sys.executable, "-m", "workbench.train.probing", *map(str, (model, source, out))]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, env=environment(), check=False
    )
    if done.returncode or not out.is_file():
        raise UserError("error.probe_failed")
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def main(arguments: list[str]) -> None:
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    os.environ["OMP_NUM_THREADS"] = "1"  # more would wait for each other: the models are tiny
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder, source, target = map(Path, arguments)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    prompts = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    most = getattr(model.config, "n_positions", 1024) - MOST_TOKENS
    answers = []
    for prompt in prompts:
        given = tokenizer(prompt, return_tensors="pt")
        ids = given["input_ids"][:, -most:]
        with torch.inference_mode():
            made = model.generate(
                input_ids=ids,
                attention_mask=torch.ones_like(ids),
                do_sample=False,
                max_new_tokens=MOST_TOKENS,
                eos_token_id=tokenizer.eos_token_id,
                pad_token_id=tokenizer.eos_token_id,
            )[0][ids.shape[1] :]
        answers.append(tokenizer.decode(made, skip_special_tokens=True).strip())
    part = target.with_suffix(".part")
    part.write_text("".join(json.dumps(text) + "\n" for text in answers), encoding="utf-8")
    part.replace(target)


if __name__ == "__main__":
    main(sys.argv[1:])
