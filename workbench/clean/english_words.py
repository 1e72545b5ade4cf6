"""Common English words, as they are written, and the stems of words."""

from __future__ import annotations

import re

_ENGLISH = """
about accept access account action activate address adjust administrator advance advice after agent agreement alarm allow amount analysis annual answer app application apply appointment approval approve area arrive assign
assistance attach attachment attend attendance automatic available avoid back backup badge balance bank battery before begin benefit bill billing block board book booking boss bottom box break browser budget building
business button buyer calculate calendar call camera cancel card care carrier cart case cash catalog category center certificate change channel charge charger check choose city claim class clean clear click client close
cloud code collect color comment commission common communication company compare compensation complaint complete computer condition conference configure confirm connect connection contact contain content contract
control convert cookie copy correct cost count country coupon course cover create credit currency customer daily damage data date deadline debit decide decline default defect delay delete deliver delivery department
deposit describe design desk detail detect device different digital direct disable discount disk display dispute distance document domain door download draft drive driver duplicate duration early edit education
electric elevator email emergency employee employer empty enable encrypt enter entrance equipment error estimate event exact example exchange exit expense expire expired export extend external factory failure family
feature feedback field file filter final find finish first fix folder food forgot form format forward free freight friend full function garage gate gift group guarantee guest guide hardware headset health help
history holiday home hospital hotel hour house identity image import improve include income increase information inspect install installation insurance interest internal internet interview inventory invoice issue
item job join journey keyboard language laptop large late launch layout leave left legal length level license light limit link list loan local location lock login logout lost lunch machine mail main maintenance
manage management manager manual maximum medical meeting member membership memory menu message method microphone minimum minute mobile model modify money monitor month mouse move name network number notice notification
office official online open operate operation option order original output outside overtime owner package page paper parking part partner pass passport password pay payment penalty people percent period permission
permit person personal phone photo picture plan plastic platform plug point policy position postpone power prepare present press prevent price print printer priority privacy private problem procedure process product
profile program project promotion protect provide public purchase quality quantity question queue quick quote rate reach read ready reason receipt receive recent recipient record recover recovery reduce refer refund
register registration reimburse reimbursement reject release reminder remote remove renew renewal rent repair repeat replace replacement reply report request require requirement reservation reserve reset residence
resign resolve respond response restart restore restrict result resume retire return review reward right room router rule safe safety salary sale sample save scan scanner schedule school screen search season seat second
section secure security select sell send sender separate serial server service session setting settle setup share shift ship shipment shipping shop show shuttle sick sign signature signal site size software solution
sound source speaker special speed staff stamp standard start statement station status step stock stop storage store street submit subscribe subscription subway suggest summary supervisor supplier supply support survey
switch system table tablet take task tax team technical telephone temperature temporary terminal terms test text ticket time title today tool total track tracking traffic train training transaction transfer transit travel
trial trip trouble type unit unlock update upgrade upload urgent user username vacation valid validate value vehicle vendor verify verification version video view visit visitor voice voucher wait wallet warehouse
warning warranty wash water website week weekend weight wifi window wireless withdraw withdrawal word work worker workplace write wrong yard year zone
able above absence abroad accident accurate across actual addition affect again against ahead alert alone along already also although always among apart apologize apparent appear around arrange arrival article aside assign
associate assume assure attempt attract author authority auto average award aware away bad balcony base basic basket bathroom bedroom behind below best better beyond big bit black blank blue body borrow both bottle bowl brand bread
bring broken brown brush burn cable candidate capacity capital careful carpet carry cause caution ceiling central chain chair chance chapter chat cheap cheese chef chief child choice church circle citizen clinic clock closet clothes
coffee coin cold colleague college column combine comfort command comment commit committee compact compete concern conduct confuse consent consider consist constant consult consume contest context continue contribute cool cooperate
corner corporate corridor counter couple courier courtesy crash critical cross crowd cup curtain custom cut cycle danger dark deal dear debt deep deliver demand depend depth destination detach determine develop development diary dinner
directly director disagree discard discuss dish dismiss distribute divide doctor dollar double doubt drawer dress drink drop dry due duty each ear easy eat economy effect effort either else employ enclose encourage engine enjoy enough
ensure entire entry envelope environment equal escape especially establish evaluate evening every everyone evidence exam except exclude excuse execute exist expect experience expert explain explore express extra eye face fact fail
fair fall false familiar fast fault favor fear female few figure fill finger fire flat flexible flight floor flow focus follow foot force foreign forget formal former fortune forward frame frequent fresh front fuel full fund
furniture future gain game garden gas general generate glass glove goal gold good grade grant green greet ground grow guard guess hair half hall hand handle hang happen happy hard hat head heat heavy height hello hide high hire hold
hole honest hope host human hundred hurry husband ice idea identify ignore ill illegal immediate impact imply impossible impress inch inform initial injury inquire inquiry inside instead institute instruct instrument intend introduce
invest invite involve iron island joint judge juice jump just keep key kick kind kitchen knee knife know lab label labor lack lady lamp land lane laugh law lawyer lead leader leaf learn least lecture left lend less lesson letter
lie life lift like likely line lip liquid listen little live load logic look loose loss love low luck luggage mad major make male many map mark market match material matter mean measure meat media meet mention merge metal middle mind
mine mirror miss mistake mix moment morning most mother motor mountain mouth much museum music must narrow nation nature near neat necessary neck need neighbor never nice night noise none noon normal north nose note nothing notify
now nurse object observe obtain occur offer often oil old once oneself only onto opinion opposite orange ordinary organize other otherwise ought own pack pain paint pair pan park particular path pattern pause pen pencil perfect perform
perhaps phase physical pick piece pink pipe place plain plan plant plate play please pleasure plus pocket point police polite poor popular port portion possible post potential pound pour practice prefer premium presence pressure pretty
previous pride primary principle prior prize probably proceed profession professor profit progress promise proof proper property propose protest proud prove provide pull punish pure purpose push put qualify quiet quit quite race radio
rail rain raise range rapid rare raw real realize rear recall receiver recharge recognize recommend red regard region regular relate relation relative relax relevant rely remain remark remember rent resource respect rest restroom reveal
reverse rice rich ride ring rise risk river road rock role roof root rough round routine row rubber run rush sad same sand satisfy say scene science score scratch sea seal seek seem self sense sentence series serious serve several shade
shape sharp she sheet shelf shelter shirt shock shoe short shoulder shout shower shut side sight silent silver similar simple since sing single sister sit situation skill skin sky sleep slice slide slip slow small smart smell smile smoke
smooth snow soap social society soft soil soldier solid solve someone soon sorry sort soul south space spare speak spell spend spirit split spoon sport spot spread spring square stage stair stand star state stay steady steal steel steep
step stick still stone story straight strange stream strength stress stretch strict strike string strong structure student study stuff style subject success sudden suffer sugar suit sum summer sun sure surface surprise surround sweet
swim symbol talk tall tap tape target taste teach tear tell ten tend tent term than thank thing think third thought thread threat through throw thus tie tight till tiny tip tire together toilet tomorrow tone tongue tonight tooth top
touch tough tour toward towel tower town toy trade tradition trap tray treat tree trend trick trust truth try tube turn twice twin type ugly umbrella uncle under understand uniform union unique unite universal unless until up upon upper
upset use usual vacuum valley valuable vast vegetable vehicle very via victim view village visible vital vocal volume volunteer vote wage wake walk wall want war warm watch wave way weak wealth wear weather wedding welcome well west wet
wheel where whether which while white whole wide wife wild win wind wine wing winter wire wise wish within without woman wonder wood wool world worry worth would wrap yellow yes yesterday yet young your"""
WORDS: frozenset[str] = frozenset(_ENGLISH.split())
_IRREGULAR = {
    form: stem
    for stem, forms in {
        "freeze": "froze frozen", "send": "sent", "buy": "bought", "pay": "paid", "lose": "lost", "forget": "forgot forgotten", "make": "made",
        "take": "took taken", "leave": "left", "find": "found", "go": "went gone", "write": "wrote written", "break": "broke broken",
        "keep": "kept", "hold": "held", "tell": "told", "say": "said", "see": "saw seen", "give": "gave given", "choose": "chose chosen",
        "begin": "began begun", "bring": "brought", "come": "came", "eat": "ate eaten", "know": "knew known", "run": "ran",
        "steal": "stole stolen", "speak": "spoke spoken", "spend": "spent", "wear": "wore worn", "wake": "woke woken", "child": "children",
        "person": "people", "man": "men", "woman": "women", "charge": "charging", "use": "using", "change": "changing", "foot": "feet",
        "cancel": "cancelled cancelling canceled canceling cancellation cancelation", "color": "colour colours colors", "center": "centre",
        "license": "licence licences licenses", "program": "programme", "email": "e-mail emails e-mails", "wifi": "wi-fi",
        "login": "log_in logs_in", "logout": "log_out", "sign_in": "signin", "data": "datum", "bus": "buses", "news": "news", "address": "address addresses",
        "process": "process processes", "access": "access accesses", "business": "business businesses", "always": "always", "status": "status", "lens": "lens",
        "refund": "refunded refunding", "ship": "shipped shipping shipment", "setup": "set_up", "checkout": "check_out", "checkin": "check_in",
    }.items()
    for form in forms.split()
}  # fmt: skip
_KEPT_S = re.compile(r"(?:ss|us|is|ous)$")
_DROPS_E = re.compile(r"(?:at|iz|ur|ag|id|os|ut|iv|bl|pl|tl|nc|rg|dg|[aeiouy][svcgk])e$")
"""Ends of verbs that lose their e before -ed and -ing; a name such as Browne keeps it."""
_DOUBLED = re.compile(r"([bdgmnprt])\1$")


def stem(word: str) -> str:
    """A light stem, equal for the forms of one word and rarely for two words."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or "_" in word or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return _final(word[:-2])
    if word.endswith("s") and not _KEPT_S.search(word):
        return _final(word[:-1])
    if word.endswith("ied"):
        return word[:-3] + "y"
    for end in ("ing", "ed"):
        base = word[: -len(end)]
        if word.endswith(end) and len(base) >= 3 and re.search("[aeiouy]", base):
            return _final(_DOUBLED.sub(r"\1", base))
    return _final(word)


def _final(word: str) -> str:
    """Without a final e, which inflection drops; -ise and -ize, -our and -or are one."""
    word = re.sub("is(e?)$", r"iz\1", word) if len(word) > 6 else word
    word = re.sub("our$", "or", word) if len(word) > 5 else word
    if len(word) > 3 and word.endswith("e") and (word in WORDS or _DROPS_E.search(word)):
        return word[:-1]
    return word
