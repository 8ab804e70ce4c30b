"""Sentences that keep the template and the parts they are made of."""

import copy
import pickle

from lossgui.core.saying import Said, one_after_another, worded


def test_a_sentence_is_its_english_text():
    sentence = worded("{name} is {value:.3g} at present.", name="y[0]", value=1 / 3)
    assert sentence == "y[0] is 0.333 at present."
    assert isinstance(sentence, str)
    assert {sentence: 1}["y[0] is 0.333 at present."] == 1


def test_braces_in_a_sentence_without_parts_are_only_braces():
    assert worded("a set {1, 2}") == "a set {1, 2}"


def test_sentences_are_put_behind_each_other_and_stay_what_they_are():
    first, second = worded("One {thing}.", thing="cell"), worded("Two.")
    both = one_after_another([first, "", second])
    assert both == "One cell. Two."
    assert list(both.parts.values()) == [first, second]
    assert one_after_another([]) == ""


def test_a_copy_knows_how_it_was_made():
    sentence = worded("{name}: {sentence}", name="A", sentence=worded("It is empty."))
    for copied in (copy.deepcopy(sentence), pickle.loads(pickle.dumps(sentence))):
        assert isinstance(copied, Said)
        assert (copied, copied.template) == (sentence, sentence.template)
        assert copied.parts["sentence"].template == "It is empty."
