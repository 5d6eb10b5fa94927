"""What LaTeX's symbol commands print, in formulas and in text."""

from __future__ import annotations


def _signs(text: str) -> dict[str, str]:
    """`name=sign` words -> commands and their signs."""
    return {f"\\{name}": sign for name, _, sign in (pair.partition("=") for pair in text.split())}


def _names(text: str, arguments: int) -> dict[str, int]:
    """Words -> commands and how many arguments they swallow."""
    return {f"\\{name}": arguments for name in text.split()}


MATHS_SYMBOLS: dict[str, str] = _signs(
    "alpha=α beta=β gamma=γ delta=δ epsilon=ϵ varepsilon=ε zeta=ζ eta=η theta=θ vartheta=ϑ iota=ι kappa=κ "
    "lambda=λ mu=μ nu=ν xi=ξ omicron=ο pi=π varpi=ϖ rho=ρ varrho=ϱ sigma=σ varsigma=ς tau=τ upsilon=υ phi=ϕ "
    "varphi=φ chi=χ psi=ψ omega=ω Gamma=Γ Delta=Δ Theta=Θ Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ Upsilon=Υ Phi=Φ Psi=Ψ "
    "Omega=Ω times=× cdot=· div=÷ pm=± mp=∓ ast=* star=⋆ circ=∘ bullet=• oplus=⊕ ominus=⊖ otimes=⊗ odot=⊙ "
    "cup=∪ cap=∩ setminus=∖ wedge=∧ land=∧ vee=∨ lor=∨ neg=¬ lnot=¬ leq=≤ le=≤ leqslant=≤ geq=≥ ge=≥ "
    "geqslant=≥ neq=≠ ne=≠ approx=≈ equiv=≡ sim=∼ simeq=≃ cong=≅ ll=≪ gg=≫ propto=∝ in=∈ notin=∉ ni=∋ "
    "subset=⊂ subseteq=⊆ supset=⊃ supseteq=⊇ subsetneq=⊊ to=→ rightarrow=→ leftarrow=← gets=← "
    "leftrightarrow=↔ Rightarrow=⇒ Leftarrow=⇐ Leftrightarrow=⇔ iff=⇔ implies=⇒ longrightarrow=→ "
    "longleftarrow=← mapsto=↦ longmapsto=↦ uparrow=↑ downarrow=↓ Uparrow=⇑ Downarrow=⇓ nearrow=↗ searrow=↘ "
    "hookrightarrow=↪ rightleftharpoons=⇌ infty=∞ partial=∂ nabla=∇ forall=∀ exists=∃ nexists=∄ emptyset=∅ "
    "varnothing=∅ sum=∑ prod=∏ coprod=∐ int=∫ iint=∬ oint=∮ bigcup=⋃ bigcap=⋂ bigoplus=⊕ bigotimes=⊗ bigvee=⋁ "
    "bigwedge=⋀ prime=′ ldots=... dots=... cdots=... dotsc=... dotsb=... vdots=... ddots=... hbar=ℏ ell=ℓ "
    "Re=ℜ Im=ℑ aleph=ℵ wp=℘ angle=∠ perp=⊥ bot=⊥ top=⊤ intercal=⊤ parallel=∥ vert=| Vert=‖ lvert=| "
    "rvert=| lVert=‖ rVert=‖ langle=⟨ rangle=⟩ lceil=⌈ rceil=⌉ lfloor=⌊ rfloor=⌋ lbrace={ rbrace=} lbrack=[ "
    "rbrack=] dagger=† ddagger=‡ triangleq=≜ coloneqq=:= prec=≺ succ=≻ preceq=⪯ succeq=⪰ gtrsim=≳ models=⊨ "
    "vdash=⊢ square=□ Box=□ blacksquare=■ triangle=△ diamond=⋄ checkmark=✓ degree=° backslash=∖ colon=: "
    "imath=ı jmath=ȷ complement=∁ therefore=∴ because=∵ doteq=≐ asymp=≍ ltimes=⋉ rtimes=⋊ bowtie=⋈ sqrtsign=√ "
    "surd=√ amalg=⨿ Pr=Pr Join=⋈ upharpoonright=↾ rightharpoonup=⇀ dashrightarrow=⇢ twoheadrightarrow=↠ "
    "rightsquigarrow=⇝ leadsto=⇝ textgreater=> textless=< textbar=| lt=< gt=> euro=€ pounds=£ S=§ P=¶ "
    "copyright=© circledR=® texttimes=× textpm=± textdegree=° textmu=µ lesssim=≲ textdollar=$ "
    "SIUnitSymbolMicro=µ SIUnitSymbolCelsius=°C SIUnitSymbolDegree=° SIUnitSymbolOhm=Ω"
) | {"\\|": "‖", "\\{": "{", "\\}": "}", "\\not": "¬", "\\mid": " | "}

# formula commands that print nothing themselves, and how many arguments they swallow
DROPPED_IN_MATHS: dict[str, int] = (
    _names(
        "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm displaystyle "
        "textstyle scriptstyle scriptscriptstyle limits nolimits quad qquad nonumber notag mathstrut strut bf rm "
        "it sf tt cal em tiny scriptsize footnotesize small normalsize large Large hfill hskip allowbreak protect "
        "relax nobreak boldmath unboldmath hline centering noindent displaylimits",
        arguments=0,
    )
    | _names(
        "vphantom label tag tag* hspace hspace* vspace vspace* mspace phantom hphantom raisebox scalebox rotatebox "
        "href parbox ref eqref cite citep citet",
        arguments=1,
    )
    | _names("rule resizebox", arguments=2)
)

# commands of running text that print a sign
TEXT_SYMBOLS: dict[str, str] = _signs(
    "slash=/ ldots=... dots=... textellipsis=... textemdash=— textendash=– textquoteleft=‘ textquoteright=’ "
    "textquotedblleft=“ textquotedblright=” textquotesingle=' textquotedbl=\" lq=‘ rq=’ textbackslash=∖ "
    "textasciitilde=~ textasciicircum=^ textunderscore=_ textbar=| textless=< textgreater=> textdollar=$ "
    "textbullet=• textperiodcentered=· textregistered=® texttrademark=™ textcopyright=© copyright=© pounds=£ "
    "euro=€ texteuro=€ textsterling=£ S=§ P=¶ dag=† ddag=‡ ss=ß ae=æ AE=Æ oe=œ OE=Œ o=ø O=Ø aa=å AA=Å l=ł L=Ł "
    "i=i j=j dh=ð DH=Ð th=þ TH=Þ ng=ŋ LaTeX=LaTeX TeX=TeX LaTeXe=LaTeX2e BibTeX=BibTeX cmark=✓ xmark=✗ "
    "checkmark=✓ eg=e.g. ie=i.e. etc=etc. textdegree=° degree=° texttimes=× textpm=± textmu=µ guillemotleft=« "
    "guillemotright=» flqq=« frqq=» glqq=„ grqq=“ textnumero=№ textonehalf=½ textasteriskcentered=* "
    "textsection=§ textbraceleft={ textbraceright=} lbrack=[ rbrack=] lbrace={ rbrace=}"
) | {
    "\\%": "%", "\\$": "$", "\\#": "#", "\\&": "&", "\\_": "_", "\\{": "{", "\\}": "}", "\\ ": " ", "\\\n": " ",
    "\\\t": " ", "\\,": " ", "\\;": " ", "\\:": " ", "\\>": " ", "\\!": "", "\\/": "", "\\-": "", "\\@": "",
    "\\quad": " ", "\\qquad": " ", "\\enspace": " ", "\\enskip": " ", "\\thinspace": " ", "\\space": " ",
    "\\nobreakspace": " ", "\\etal": "et al.", "\\today": "",
}  # fmt: skip

# combining marks behind TeX's accent commands
ACCENTS: dict[str, str] = {
    "\\'": "\u0301", "\\`": "\u0300", "\\^": "\u0302", '\\"': "\u0308", "\\~": "\u0303", "\\=": "\u0304",
    "\\.": "\u0307", "\\u": "\u0306", "\\v": "\u030c", "\\H": "\u030b", "\\c": "\u0327", "\\k": "\u0328",
    "\\d": "\u0323", "\\b": "\u0331", "\\r": "\u030a", "\\t": "\u0361",
}  # fmt: skip
