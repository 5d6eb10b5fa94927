"""Stage 1, pick: papers and the author's past choices -> ranked candidates with reasons. Pure.

Entry point: `prepare` learns from choices and gives a `Ranker`; `order` ranks with it, `shortlist` ends the list.

    words, sketch, facts, insight   what is read of a paper
    model, wishes, rank             what is learned and wished for, and how a score is made and taken apart
    second                          an option: a model's grades for the first hundred
    merge, rules                    one paper an id; what is filtered
    reasons, shortlist              why, in words; few and different
    picksfile                       the text of posts/picks/DATE.yaml
"""
