"""The optional detector: a tiny token classifier made here, its last layer set to mark one word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clean.conftest import AddExample
from tests.clean.test_service import check, found
from workbench.access import Actor
from workbench.clean import recognizers, rules, service, token_model
from workbench.clean.known_values import Value
from workbench.errors import UserError
from workbench.records import Project
from workbench.workspace import Workspace

pytest.importorskip("torch")
pytest.importorskip("transformers")

NAME = "봄내음"
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", NAME, "이", "문의", "했", "습니다", ".", "담당"]


def build(folder: Path, labels: tuple[str, ...] = ("O", "B-PS")) -> Path:
    """A BERT of one layer with random weights, but for an answer that follows the word alone: the
    name is marked, everything else is not."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForTokenClassification, PreTrainedTokenizerFast

    plain = Tokenizer(models.WordPiece({w: n for n, w in enumerate(WORDS)}, unk_token="[UNK]"))
    plain.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    plain.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=plain, pad_token="[PAD]", unk_token="[UNK]", model_max_length=16
    )
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=32, hidden_dropout_prob=0.0,
        id2label=dict(enumerate(labels)), label2id={name: n for n, name in enumerate(labels)},
    )  # fmt: skip
    torch.manual_seed(0)
    model = BertForTokenClassification(config).eval()
    with torch.no_grad():
        for parameter in model.bert.encoder.parameters():
            parameter.zero_()
        model.bert.embeddings.position_embeddings.weight.zero_()
        model.bert.embeddings.token_type_embeddings.weight.zero_()
        for layer in model.bert.encoder.layer:
            layer.attention.output.LayerNorm.weight.fill_(1.0)
            layer.output.LayerNorm.weight.fill_(1.0)
        seen = model(torch.arange(len(WORDS))[None], output_hidden_states=True).hidden_states[-1][0]
        of_name = seen[WORDS.index(NAME)]
        model.classifier.weight.zero_()
        model.classifier.weight[1] = of_name
        model.classifier.bias[1] = -0.8 * float(of_name @ of_name)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("models") / "names")


def test_what_a_model_marks_is_a_span_with_its_probability_in_every_window(folder: Path) -> None:
    assert recognizers.find(f"{NAME} 문의 했 습니다") == []
    text = f"{'문의 했 습니다 . ' * 8}{NAME} 이 문의 했 습니다 .\n담당 {NAME}"
    spans = recognizers.find(text, detector=token_model.recognizer(folder))
    assert [(text[s.start : s.end], s.type, s.reason) for s in spans] == [
        (NAME, "PERSON", "model")
    ] * 2
    assert all(token_model.LEAST <= span.score < 1 for span in spans)


def test_rules_allowed_values_and_placeholders_go_before_a_model(folder: Path) -> None:
    detector = token_model.recognizer(folder)
    text = f"담당 {NAME} , [PERSON_k7f2q9] 이 문의"
    denied = rules.build(deny=[Value("ACCOUNT_NAME", NAME)])
    (span,) = recognizers.find(text, denied, detector)
    assert (span.type, span.reason) == ("ACCOUNT_NAME", "list")
    allowed = rules.build(allow=[Value("PERSON", NAME)])
    assert recognizers.find(text, allowed, detector) == []


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("B-PS", "PERSON"),
        ("I-PER", "PERSON"),
        ("PS-B", "PERSON"),
        ("GIVEN_NAME", "PERSON"),
        ("B-TELEPHONENUM", "PHONE"),
        ("EMAIL", "EMAIL"),
        ("B-LC", None),
        ("O", None),
    ],
)
def test_labels_of_common_models_are_understood(label: str, expected: str | None) -> None:
    assert token_model.type_of(label) == expected


def test_a_folder_that_cannot_be_used_is_said_before_a_check_starts(
    workspace: Workspace, project: Project, curator: Actor, add_example: AddExample, tmp_path: Path
) -> None:
    add_example(workspace, project, "누구입니까?", f"담당 {NAME}", status="approved")
    empty, places = tmp_path / "empty", build(tmp_path / "places", ("O", "B-LC"))
    empty.mkdir()
    for path, key in ((empty, "folder"), (tmp_path / "none", "folder"), (places, "labels")):
        changed = workspace.settings.model_copy(update={"pii_model": path})
        object.__setattr__(workspace, "settings", changed)
        with pytest.raises(UserError, match=f"pii_model_{key}"):
            service.start_checks(workspace, curator, project.id)


def test_what_the_detector_finds_goes_to_review_with_its_score(
    any_workspace: Workspace,
    project: Project,
    curator: Actor,
    add_example: AddExample,
    folder: Path,
) -> None:
    ws = any_workspace
    add_example(ws, project, "누구 입니까?", f"담당 {NAME} 이 문의 했 습니다 .", status="approved")
    check(ws, curator, project)
    assert not found(ws, curator, project, "pii").cases
    object.__setattr__(ws, "settings", ws.settings.model_copy(update={"pii_model": folder}))
    check(ws, curator, project)
    (one,) = (case.finding for case in found(ws, curator, project, "pii").cases)
    assert (one.type, one.field, one.state) == ("PERSON", "answer", "open")
    assert one.reason.key == "clean.reason.pii_model" and 0.5 <= one.score < 1
