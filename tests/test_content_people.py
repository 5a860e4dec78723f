"""Names are found by the frame they stand in, whatever the names are and however they were heard."""

import pytest

from tests.test_content import content


@pytest.mark.parametrize(
    ("said", "recipient"),
    [
        ("Hi Zuleika, this is Bob.", "zuleika"),
        ("Hello there, Mr. Nakamura, this is Bob.", "nakamura"),
        ("Good morning Dr. O'Hara. This is Bob.", "o'hara"),
        ("Hey, Mary Ann, it's Bob.", "mary ann"),
        ("Um, hi Will, this is Bob.", "will"),
        ("Paul, this is Bob.", "paul"),
        ("This message is for Ines Prado. This is Bob.", "ines prado"),
        ("I'm trying to reach Ms. Tran.", "tran"),
        ("This is Bob. Call me back. Thanks, Lena.", "lena"),
        ("This is Bob. Have a great day, Lena. Bye bye.", "lena"),
        ("This is Bob. Talk soon, Lena!", "lena"),
        ("This is Bob Lee. Call me back. Thanks, Bob.", None),
        ("Hi, this is Bob.", None),
        ("Hello there, this is Bob.", None),
        ("Hello homeowner, this is Bob.", None),
        ("Hi, Bob here.", None),
        ("Hi, Bob from Acme.", None),
        ("Good morning, this is Bob.", None),
        ("This is Bob. Thanks so much. Bye.", None),
        ("Hiya Ines, it's Bob.", "ines"),
        ("G'day Ines, Bob here.", "ines"),
        ("Oh hey Ines, it's Bob.", "ines"),
        ("Hi again Ines, it's Bob.", "ines"),
        ("Hi Mrs. Holt, this is Bob.", "holt"),
        ("Hi Mrs. de Souza, this is Bob.", "de souza"),
        ("Hi Mr. van Dyke, this is Bob.", "van dyke"),
        ("Hi Sir, this is Bob.", None),
        ("Ciao Renata, it's Bob.", "renata"),
        ("Namaste Mr. Gupta, this is Bob.", "gupta"),
        ("Hiya, this is Bob.", None),
    ],
)
def test_recipient(said: str, recipient: str | None) -> None:
    """A name at the greeting, the very start or the sign-off is the recipient's, unless it is the caller's own."""
    found = content(said).recipient
    assert (found and found.text) == recipient


@pytest.mark.parametrize(
    ("said", "caller", "company"),
    [
        ("Hi Ann, this is Dan Miller from Redwood Logistics.", "dan miller", "redwood logistics"),
        ("Hi Ann. This is, uh, Dan Miller with, um, Redwood.", "dan miller", "redwood"),
        ("Hi Ann, my name is Siobhan Ó Briain and I'm with Bank of Cork.", "siobhan ó briain", "bank of cork"),
        ("Hi Ann, it's Dan from Redwood.", "dan", "redwood"),
        ("Hi Ann, Dan here from Redwood.", "dan", "redwood"),
        ("Hi Ann, Dan Miller calling from Redwood.", "dan miller", "redwood"),
        ("Hi Ann, Dan Miller, Redwood Logistics. I saw your post.", "dan miller", "redwood logistics"),
        ("Hi Ann, you've got Dan from Redwood.", "dan", "redwood"),
        ("Hi Ann, I'm Dan and I work for Redwood.", "dan", "redwood"),
        ("Hi Ann, this is Dan Miller, senior account manager at Redwood.", "dan miller", "redwood"),
        ("Hi Ann, this is Dan calling on behalf of the Harbor Group.", "dan", "harbor group"),
        ("Hi Ann, this is Dan from ABC Supply.", "dan", "abc supply"),
        ("Hi Ann, this is Dan from 3M.", "dan", None),
        ("Hi Ann, this is Dan. We at Redwood sell wood.", "dan", "redwood"),
        ("Hi Ann, this is a reminder from Maple Dental.", None, "maple dental"),
        ("Hi Ann, this is dawn from bright works.", "dawn", "bright works"),
        ("Hi Ann, this is 9 Alopeas from Harbor Analytics.", "nine alopeas", "harbor analytics"),
        ("Hi Ann, the sister of a sedum from Summit Health.", None, "summit health"),
        ("Hi Ann, this is Dan. I saw it on your website. Call me at 512-555-0147.", "dan", None),
        ("Hi Ann, this is important. Call me.", None, None),
        ("Hi Ann, this is about your invoice from Acme.", None, "acme"),
        ("Hi Ann, it's Tuesday and I'm at the airport.", None, None),
        ("Hi Ann, this is Dan Miller, Redwood Logistics, and I saw your post.", "dan miller", "redwood logistics"),
        ("Hi Ann, it's Dan, Redwood.", "dan", "redwood"),
        ("Hi Ann, I'm Dan, Redwood.", "dan", "redwood"),
        ("Hi Ann, I'm Dan Miller and I run the yard.", "dan miller", None),
        ("Hi Ann, I'm Dan. I work for Redwood.", "dan", "redwood"),
        ("Hi Ann, Dan Miller calling. I'm with Redwood.", "dan miller", "redwood"),
        ("Hi Ann, this is Dan with a company called Redwood.", "dan", "redwood"),
        ("Hi Ann, I'm Dan from a small outfit called Redwood.", "dan", "redwood"),
        ("Hi Ann its Dan from Redwood.", "dan", "redwood"),
        ("Hi Ann, this is Dan. Ann, I work with Redwood.", "dan", "redwood"),
        ("Hi Ann, this is Dan, Ann.", "dan", None),
        ("Hi Ann, Ann Miller at Redwood.", "ann miller", "redwood"),
        ("Hi Ann, this is Dan Miller, Tampa is lovely.", "dan miller", None),
        ("Hi Ann, this is Dan Miller, Tuesday is fine.", "dan miller", None),
        ("Hi Ann. I saw your post. My name again is Dan Miller.", "dan miller", None),
        ("Hi Ann. I saw your post. Call me, Dan Miller, Redwood, 512-555-0147.", "dan miller", "redwood"),
        ("Hi Ann, this is Pieter van der Berg from Redwood.", "pieter van der berg", "redwood"),
        ("Hi Ann, Luis de la Vega with Redwood.", "luis de la vega", "redwood"),
        ("Hi Ann, this is Dan Miller, vice president of growth at Redwood.", "dan miller", "redwood"),
        ("Hi Ann, this is Dan Miller, director of partnerships with Redwood.", "dan miller", "redwood"),
        ("Hi Ann, Dan Miller, head of sales at Redwood.", "dan miller", "redwood"),
        ("Hi Ann, my name is Dan and I'm the head of sales at Redwood.", "dan", "redwood"),
        ("Hi Ann, this is Dan, a colleague of Lou Reed at Redwood.", "dan", "redwood"),
        ("Hi Ann, this is Dan, your local roofer with Redwood.", "dan", "redwood"),
        ("Hi Ann, this is Dan from the sales team at Redwood.", "dan", "redwood"),
        ("Hi Ann, this is Dan of Redwood.", "dan", "redwood"),
        ("Hi Ann, it's me, Dan.", "dan", None),
        ("Hi Ann, this is Dan Miller, retired, of Redwood.", "dan miller", "redwood"),
        ("Hi Ann, I'm Dan and I run growth at Redwood.", "dan", "redwood"),
        ("Hi Ann, this is Dan, a friend of Lou Reed.", "dan", None),
        ("Hi Ann, this is Dan. I saw you at the Tulsa show.", "dan", None),
        ("Hi Ann, this is Dan. I met your team at Delco.", "dan", None),
        ("Hi Ann, it's Dan, I got your name from Lou Reed.", "dan", None),
        ("Hi Ann, this is Dan. I've just come back from Chicago.", "dan", None),
    ],
)
def test_caller_and_company(said: str, caller: str | None, company: str | None) -> None:
    """Who calls and from where stand in frames; places, days and numbers do not."""
    found = content(said)
    assert (found.caller and found.caller.text, found.company and found.company.text) == (caller, company)
