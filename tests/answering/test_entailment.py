"""A model of entailment is asked beside the rules, and a bad one is told by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag.answering.entailment import Entailment, Scores, open_entailment, scored
from rag.answering.verify import Aids, judge
from rag.errors import EntailmentError, SettingsError
from rag.types import Verdict

SPAN = "The harbour authority closed the eastern ferry terminal in April."
SAME = "The eastern ferry terminal was closed by the harbour authority in April."
HALF = "The port's managers shut the eastern ferry terminal in April."
WRONG = "The harbour authority closed the eastern ferry terminal in August."


class Says:
    """A model that always says the same."""

    def __init__(self, entailment: Any = 0.1, contradiction: Any = 0.1) -> None:
        self.said, self.asked = Scores(entailment, contradiction), 0

    def scores(self, premise: str, hypothesis: str) -> Scores:
        self.asked += 1
        assert premise == SPAN
        return self.said


class Answers:
    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def scores(self, premise: str, hypothesis: str) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def verdict(sentence: str, model: Entailment | None) -> Verdict:
    return judge(sentence, [SPAN], aids=Aids(entailment=model)).verdict


def test_without_one_the_rules_decide() -> None:
    assert verdict(SAME, None) is Verdict.SUPPORTED
    assert verdict(HALF, None) is Verdict.WEAK
    assert verdict(WRONG, None) is Verdict.UNSUPPORTED


def test_it_lifts_what_is_weak_and_takes_down_what_it_calls_contradicted() -> None:
    assert verdict(HALF, Says(entailment=0.95)) is Verdict.SUPPORTED
    assert verdict(HALF, Says(entailment=0.5)) is Verdict.WEAK
    assert verdict(SAME, Says(contradiction=0.95)) is Verdict.UNSUPPORTED
    assert verdict(SAME, Says(contradiction=0.5)) is Verdict.SUPPORTED


def test_it_never_makes_good_what_is_wrong_in_one_precise_way() -> None:
    model = Says(entailment=1.0, contradiction=0.0)
    assert verdict(WRONG, model) is Verdict.UNSUPPORTED
    assert verdict(SPAN, model) is Verdict.VERBATIM
    assert model.asked == 0


def test_two_plain_numbers_will_do() -> None:
    assert scored(Answers((0.9, 0.05)), "a", "b") == Scores(0.9, 0.05)


@pytest.mark.parametrize(
    "answer",
    [
        RuntimeError("out of memory"),
        None,
        0.5,
        "high",
        (0.5,),
        (0.1, 0.2, 0.7),
        ("a", "b"),
        (1.5, 0.0),
        (-0.1, 0.0),
        (float("nan"), 0.0),
        Scores(2.0, 0.0),
    ],
    ids=repr,
)
def test_one_that_misbehaves_is_a_clear_error(answer: Any) -> None:
    with pytest.raises(EntailmentError, match="the entailment model Answers"):
        judge(SAME, [SPAN], aids=Aids(entailment=Answers(answer)))


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("no_such_module:Model", "cannot be opened"),
        ("json:NoSuchClass", "cannot be opened"),
        ("json:JSONEncoder", "no method scores"),
        ("nothing", "module:Class"),
        (":Class", "module:Class"),
        ("/no/such/model.onnx", "is not there"),
    ],
)
def test_a_setting_that_names_none_is_a_clear_error(setting: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        open_entailment(setting)


def test_none_is_set_by_default_and_a_class_is_imported() -> None:
    assert open_entailment(None) is None
    assert open_entailment("") is None
    assert isinstance(open_entailment("test_entailment:Says"), Says)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny ONNX cross-encoder: entailed by how many tokens the pair has in all."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    numpy = pytest.importorskip("numpy")
    given = helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, None])
    told = helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, 3])
    weights = numpy_helper.from_array(numpy.array([[0.0, 0.0, 1.0]], numpy.float32), "weights")
    nodes = [
        helper.make_node("Cast", ["input_ids"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSum", ["numbers"], ["sum"], keepdims=1),
        helper.make_node("MatMul", ["sum", "weights"], ["logits"]),
    ]
    graph = helper.make_graph(nodes, "double", [given], [told], [weights])
    opset = [helper.make_opsetid("", 13)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), tmp_path / "model.onnx")
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "yes": 1}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A [SEP]", pair="$A [SEP] $B:1 [SEP]:1", special_tokens=[("[SEP]", 0)]
    )
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    labels = {"0": "CONTRADICTION", "1": "neutral", "2": "entailment"}
    (tmp_path / "config.json").write_text(json.dumps({"id2label": labels}))
    return tmp_path


def test_an_onnx_cross_encoder_is_read_from_its_folder_or_file(folder: Path) -> None:
    for path in (folder, folder / "model.onnx"):
        model = open_entailment(str(path))
        assert model is not None
        assert scored(model, "no", "no").entailment == pytest.approx(1 / 3)
        assert scored(model, "yes yes yes", "yes yes").entailment > 0.95


def without(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def holding(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (without("model.onnx"), "which is not there"),
        (without("tokenizer.json"), "which is not there"),
        (without("config.json"), "which is not there"),
        (holding("model.onnx", "no model"), "cannot be read"),
        (holding("config.json", "{}"), "id2label"),
        (holding("config.json", '{"id2label": {"0": "good"}}'), "id2label"),
    ],
)
def test_a_folder_that_lacks_something_says_what(
    folder: Path, damage: Callable[[Path], object], told: str
) -> None:
    damage(folder)
    with pytest.raises(SettingsError, match=told):
        open_entailment(str(folder))
