"""What LaTeX's commands and environments mean to a reader of text, as tables.

Argument patterns: `m` a group, `o` an optional `[..]`, `s` a star, `p` an optional `(..)`. Commands that are in no
table print nothing and leave their arguments to be read as text, which is what unknown ones deserve.
"""

from __future__ import annotations


def _table(text: str) -> dict[str, str]:
    """`name:pattern` words -> a dictionary."""
    return {f"\\{name}": pattern for name, _, pattern in (word.partition(":") for word in text.split())}


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# swallowed with these arguments
SKIPPED = _table(
    "vspace:sm hspace:sm vskip:g hskip:g kern:g mkern:g mskip:g hfill hfil vfill vfil vss hss addvspace:m "
    "setlength:mm addtolength:mm settowidth:mm settoheight:mm newlength:m newcounter:mo setcounter:mm "
    "addtocounter:mm stepcounter:m refstepcounter:m counterwithin:smm counterwithout:smm numberwithin:mm value:m "
    "arabic:m roman:m alph:m Alph:m Roman:m pagestyle:m thispagestyle:m pagenumbering:m bibliographystyle:m "
    "nocite:m usepackage:om RequirePackage:om PassOptionsToPackage:mm documentclass:om documentstyle:om "
    "LoadClass:om definecolorset:mmmm hypersetup:m captionsetup:om "
    "lstset:m lstdefinestyle:mm lstdefinelanguage:omom geometry:m setlist:om graphicspath:m "
    "DeclareGraphicsExtensions:m tcbset:m tcbuselibrary:m newtcbox:omoom usetikzlibrary:m "
    "tikzset:m pgfplotsset:m usepgfplotslibrary:m pgfmathsetmacro:mm sisetup:m urlstyle:m allowdisplaybreaks:o "
    "interdisplaylinepenalty:g linespread:m selectfont fontencoding:m fontfamily:m fontseries:m fontshape:m "
    "DeclareMathAlphabet:mmmmm SetMathAlphabet:mmmmmm DeclareSymbolFont:mmmmm DeclareMathSymbol:mmmm "
    "DeclareFontFamily:mmm DeclareFontShape:mmmmmm DeclareUnicodeCharacter:mm DeclareCaptionFont:mm "
    "DeclareCaptionType:om newfloat:mmmo DeclareOption:mm ExecuteOptions:m ProcessOptions:s AtBeginDocument:m "
    "AtEndDocument:m AtBeginEnvironment:mm AtEndEnvironment:mm BeforeBeginEnvironment:mm phantom:m hphantom:m "
    "vphantom:m rule:omm cline:m cmidrule:opm cdashline:m hhline:m specialrule:mmm addlinespace:o toprule:o "
    "midrule:o bottomrule:o hline firsthline lasthline hdashline:o morecmidrules noalign:m "
    "rowcolors:ommm columncolor:omoo arrayrulecolor:om extracolsep:m newcolumntype:mom tabcolsep:g "
    "arraystretch raisebox:moo rotatebox:om adjustbox:m parbox:ooom makebox:oo "
    "framebox:oo savebox:mom sbox:mm usebox:m newsavebox:m hyperref:o hypertarget:m hyperlink:m phantomsection "
    "pdfbookmark:omm addcontentsline:mmm addtocontents:mm tableofcontents listoffigures listoftables "
    "footnotemark:o markboth:mm markright:m newpage:o clearpage cleardoublepage pagebreak:o linebreak:o "
    "nolinebreak:o nopagebreak:o columnbreak samepage vbadness:g hbadness:g hyphenation:m balance flushend "
    "onecolumn FloatBarrier noindent indent centering raggedright raggedleft maketitle makeatletter bigskip "
    "medskip smallskip break penalty:g looseness:g newblock protect displaystyle textstyle index:m glsadd:m "
    "makeglossaries printglossary:o fancyhf:om fancyhead:om fancyfoot:om lhead:om rhead:om "
    "chead:om lfoot:om rfoot:om cfoot:om fancypagestyle:mm renewpagestyle:mm titleformat:smommmmo "
    "titlespacing:smmmmo crefname:mmm Crefname:mmm crefformat:mm Crefformat:mm crefrangeformat:mm "
    "creflabelformat:mm newtheoremstyle:mmmmmmmmm theoremstyle:m theorembodyfont:m theoremheaderfont:m "
    "pdfoutput:g pdfinfo:m catcode:x lccode:x uccode:x mathcode:x openout:x write:x newwrite:x immediate "
    "includegraphics* bibliographyfont:m bibsep:g expandafter noexpand string jobname message:m typeout:m "
    "errmessage:m special:m vbox hbox vtop lower:g raise:g moveleft:g moveright:g baselineskip:g parskip:g "
    "parindent:g textwidth:g textheight:g topmargin:g oddsidemargin:g evensidemargin:g columnsep:g headheight:g "
    "headsep:g footskip:g hoffset:g voffset:g hsize:g vsize:g topskip:g lineskip:g leftskip:g rightskip:g "
    "abovedisplayskip:g belowdisplayskip:g itemsep:g leftmargin:g labelsep:g abovecaptionskip:g "
    "belowcaptionskip:g textfloatsep:g floatsep:g intextsep:g interfootnotelinepenalty:g clubpenalty:g "
    "widowpenalty:g tolerance:g magnification:g emergencystretch:g hfuzz:g advance:x icmlcorrespondingauthor:mm "
    "icmlaffiliation:mm icmlsetsymbol:mm icmlauthor:mm printAffiliationsAndNotice:m icmlkeywords:m "
    "icmltitlerunning:m titlerunning:m authorrunning:m acmConference:ommm acmBooktitle:m acmYear:m acmDOI:m "
    "acmISBN:m acmPrice:m acmVolume:m acmNumber:m acmArticle:m acmMonth:m copyrightyear:m setcopyright:m "
    "ccsdesc:om received:om orcid:m institute:m inst:m affiliation:om address:om email:om altaffiliation:om "
    "altaffiltext:mm correspondingauthor:om pacs:m keywords:m subjclass:om date:m dedicatory:m shorttitle:m "
    "shortauthors:m runningtitle:m urladdr:m curraddr:m journal:m preprint:m vol:m editor:m submitto:m ead:om "
    "cortext:om fntext:om cormark:o fnmark:o tnotetext:om tnotemark:o ORCID:m IEEEmembership:m IEEEpubid:m "
    "IEEEoverridecommandlockouts IEEEpeerreviewmaketitle IEEEdisplaynontitleabstractindextext bibinfo@:m "
    "bibnamefont:m bibfnamefont:m Crefdefaultlabelformat:m NoHyper endNoHyper vlap:m smash:o todototoc "
    "listoftodos todo:om missingfigure:om setstretch:m singlespacing doublespacing onehalfspacing leftline "
    "rightline centerline setkeys:mm forestset:m definetcolor:mm pdfsuppresswarningpagegroup:g pdfminorversion:g "
    "aclfinalcopy newcites:mm putbib:o bibliographyunit:o startcontents:o printcontents:ommm etocsettocstyle:mm "
    "etocdepthtag:x etocsettagdepth:mm localtableofcontents useunder:mmm DeclarePairedDelimiter:mmm "
    "theoremsymbol:m qedsymbol qedhere qed verbatiminput:om lstinputlisting:om VerbatimInput:om inputminted:omm "
    "includepdf:om animategraphics:ommmm newread:x openin:x read:x closeout:x closein:x uppercase lowercase "
    "setbox:x affil:som affiliations:m emails:m char:x emailAdd:om collaboration:om orcidlink:m patchcmd:mmmmm "
    "xpatchcmd:mmmmm apptocmd:mmmm pretocmd:mmmm faIcon:om institution:m streetaddress:m city:m state:m country:m "
    "postcode:m tablecolumns:m tablewidth:m tabletypesize:m tablenum:m tablenotemark:m "
    "newmdenv:om tnote:m SetCell:om SetRow:om SetCells:om startdata enddata ICMLKeywords:m wd:x ht:x dp:x"
)

# of those, the ones that set words apart
SPACES = frozenset(
    f"\\{name}"
    for name in (
        *("vskip", "hskip", "vspace", "hspace", "hfill", "hfil", "vfill", "newpage", "clearpage", "pagebreak"),
        *("linebreak", "bigskip", "medskip", "smallskip", "columnbreak", "break"),
    )
)

# environments whose \begin takes arguments
ENVIRONMENT_ARGUMENTS = {
    "multicols": "mo",
    "multicols*": "mo",
    "minipage": "ooom",
    "wrapfigure": "omom",
    "wraptable": "omom",
    "figure": "o",
    "figure*": "o",
    "table": "o",
    "table*": "o",
    "algorithm": "o",
    "algorithm*": "o",
    "algorithm2e": "o",
    "algorithmic": "o",
    "subfigure": "om",
    "subtable": "om",
    "CJK": "omm",
    "CJK*": "omm",
    "adjustbox": "m",
    "mdframed": "o",
    "spacing": "m",
    "adjustwidth": "mm",
    "list": "mm",
    "enumerate": "o",
    "itemize": "o",
    "description": "o",
    "thebibliography": "m",
    "sidewaystable": "o",
    "sidewaysfigure": "o",
    "scope": "o",
    "turn": "m",
    "rotate": "m",
    "threeparttable": "o",
    "tablenotes": "o",
    "landscape": "",
    "SCfigure": "oo",
    "floatrow": "o",
    "frame": "om",
    "columns": "o",
    "column": "om",
    "proof": "",
    "lrbox": "m",
    "parcolumns": "om",
    "tabbing": "",
    "titlepage": "",
    "IEEEkeywords": "",
    "quotation": "",
    "otherlanguage": "m",
    "center": "",
}

MATHS_ENVIRONMENTS = _set(
    "equation align gather multline eqnarray displaymath alignat flalign math dmath empheq IEEEeqnarray "
    "equation* align* gather* multline* eqnarray* displaymath* alignat* flalign* dmath* empheq* IEEEeqnarray*"
)
TABULARS = {
    "tabular": "om",
    "tabular*": "mom",
    "tabularx": "mom",
    "tabulary": "mom",
    "longtable": "om",
    "xltabular": "omm",
    "supertabular": "m",
    "tabu": "Tm",
    "longtabu": "Tm",
    "tblr": "om",
    "longtblr": "om",
    "NiceTabular": "omo",
    "array": "om",
    "deluxetable": "mo",
    "deluxetable*": "mo",
}
FLOATS = {
    "figure": "figure",
    "wrapfigure": "figure",
    "sidewaysfigure": "figure",
    "SCfigure": "figure",
    "figwindow": "figure",
    "floatingfigure": "figure",
    "subfigure": "subfigure",
    "table": "table",
    "wraptable": "table",
    "sidewaystable": "table",
    "margintable": "table",
    "marginfigure": "figure",
    "subtable": "subtable",
    "algorithm": "algorithm",
    "algorithm2e": "algorithm",
    "listing": "algorithm",
    "teaserfigure": "figure",
}
LISTS = _set(
    "itemize enumerate description list trivlist compactitem compactenum inparaenum compactdesc asparaenum "
    "enumerate* itemize* tablenotes inparaitem easylist dingautolist"
)
# environments that begin and end a paragraph and mean nothing else here
BLOCKS = _set(
    "quote quotation verse center flushleft flushright multicols tcolorbox mdframed framed titlepage proof "
    "verbatim algorithmic spacing minipage abstract CJK acknowledgements acknowledgments ack acks keywords "
    "IEEEkeywords leftbar shaded displayquote teaserfigure"
)
# environments that are left out whole
LEFT_OUT = _set(
    "icmlauthorlist comment tikzpicture picture pspicture axis forest CCSXML filecontents filecontents* "
    "pgfpicture overpic lrbox titleframe keywords IEEEkeywords keyword tikzcd xy diagram dot2tex gnuplot asy "
    "textblock textblock* pgfonlayer scope"
)

HEADINGS = {
    "\\part": 0,
    "\\chapter": 1,
    "\\section": 2,
    "\\subsection": 3,
    "\\subsubsection": 4,
    "\\paragraph": 5,
    "\\subparagraph": 6,
    "\\section*": 2,
}
# headings of plain TeX and AMS-TeX: the level, and what ends the title
OLD_HEADINGS = {
    "\\beginsection": (2, "\\par"),
    "\\heading": (2, "\\endheading"),
    "\\head": (2, "\\endhead"),
    "\\subheading": (3, ""),
    "\\subhead": (3, "\\endsubhead"),
}
# sections that some classes write as a command or an environment of their own
NAMED_SECTIONS = {
    "acknowledgements": "Acknowledgements",
    "acknowledgments": "Acknowledgments",
    "acknowledgement": "Acknowledgement",
    "ack": "Acknowledgments",
    "acks": "Acknowledgments",
}
# accents and symbols live in read/symbols.py; these take one argument that is read as text
TITLES = _set("\\title \\icmltitle \\Title \\titre \\papertitle")
DISCARDED = _set("\\author \\authors \\Author \\shortauthor \\icmlauthorlist \\authornote \\affils")
TEXTUAL_CITATIONS = _set(
    "\\citet \\Citet \\citealt \\textcite \\Textcite \\newcite \\citeauthor \\Citeauthor \\shortcite \\namecite "
    "\\citeN "
    "\\cites"
)
SILENT_CITATIONS = _set(
    "\\cite \\citep \\Citep \\citealp \\parencite \\autocite \\footcite \\supercite \\citeyear \\citeyearpar \\citenum "
    "\\fullcite \\nocite \\onlinecite \\citen \\smartcite \\Parencite \\Autocite \\citetext \\shortciteN"
)
REFERENCES = _set("\\ref \\eqref \\autoref \\cref \\Cref \\vref \\nameref \\pageref \\subref \\labelcref \\hyperref")
NAMED_REFERENCES = {"\\autoref", "\\cref", "\\Cref", "\\fref", "\\Fref"}
