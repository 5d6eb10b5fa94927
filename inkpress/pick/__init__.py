"""Stage 1, pick: papers and the author's past choices -> ranked candidates with reasons. Pure.

Entry point: `prepare` learns from choices and gives a `Ranker`; `order` ranks with it, `shortlist` ends the list.

    words, sketch, facts, insight   what is read of a paper
    model, rank                     what is learned, and how a score is made and taken apart
    merge, rules                    one paper an id; what is filtered
    reasons, shortlist              why, in words; few and different
    picksfile                       the text of posts/picks/DATE.yaml
"""
