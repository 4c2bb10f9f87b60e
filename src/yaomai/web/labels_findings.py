"""With which words is a finding of documents, statistics or plans told to a person, wherever it comes up?"""

from yaomai.errors import Finding
from yaomai.web import labels_documents, labels_indicators, labels_reading


def told(finding: Finding) -> str:
    """What is wrong and what to do, in a sentence; what was found in words for people already, and what is of other rooms, stays as
    the finding says it.
    """
    if not finding.message.isascii():
        return finding.message
    room = finding.code.partition(".")[0]
    if room == "planning":
        return labels_reading.fault(finding)
    if room == "archive":
        words = labels_documents.words_of(finding)
    elif room in ("indicators", "statistics"):
        words = labels_indicators.fault_words(finding.code)
    else:
        return finding.message
    return f"{words.what}{words.do}"
