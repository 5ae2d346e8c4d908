"""Month names, weekdays and time zones, as datelines write them."""

from __future__ import annotations

from types import MappingProxyType

# English, Spanish, Portuguese, French, German, Italian, Dutch, Catalan, Romanian, Polish, Czech,
# Slovak, Hungarian, Scandinavian, Finnish, Turkish, Indonesian, Greek, Russian (as in "6 марта"),
# Ukrainian, Arabic, Hindi. "listopada" is left out: November in Polish, October in Croatian.
_MONTHS = """
january jan enero ene janeiro janvier janv januar jänner gennaio gen januari gener ianuarie
 stycznia ledna januára január tammikuuta ocak ιανουαρίου января янв січня يناير जनवरी siječnja
 januara yanvar jaanuar sausio студзеня януари јануари јануар ιαν ינואר בינואר জানুয়ারি
 জানুয়ারি জানুয়ারী जानेवारी ஜனவரி జనవరి جنوری ژانویه جانفي كانون_الثاني มกราคม ม.ค. იანვარი
 հունվարի қаңтар xaneiro
february feb febrero fevereiro fev février fevrier févr februar febbraio februari febrer
 februarie lutego února februára február helmikuuta şubat φεβρουαρίου февраля фев лютого فبراير
 شباط फरवरी feber veljače februara fevral veebruar vasario лютага февруари фебруари фебруар φεβ
 פברואר בפברואר ফেব্রুয়ারি ফেব্রুয়ারি फ़रवरी फेब्रुवारी பிப்ரவரி ఫిబ్రవరి فروری فوریه فيفري
 กุมภาพันธ์ ก.พ. თებერვალი փետրվարի ақпан pebrero
march mar marzo março marco mars märz maerz maart març martie marca března március maaliskuuta
 mart marts maret μαρτίου марта мар березня مارس آذار मार्च mrz mrt ožujka marec marta märts kovo
 сакавіка март μαρ μάρ מרץ במרץ במרס মার্চ மார்ச் మార్చి مارچ มีนาคม มี.ค. მარტი մարտի наурыз mac
 machi marso
april apr abril abr avril avr aprile aprilie kwietnia dubna apríla április huhtikuuta nisan
 απριλίου апреля апр квітня أبريل إبريل نيسان अप्रैल travnja aprila aprel aprill balandžio
 красавіка април απρ אפריל באפריל এপ্রিল एप्रिल ஏப்ரல் ఏప్రిల్ اپریل آوریل أفريل ابريل เมษายน
 เม.ย. აპრილი ապրիլի сәуір aprili
may mayo maio mai maggio mag mei maig maja května mája május maj toukokuuta mayıs μαΐου мая
 травня مايو أيار मई svibnja gegužės май мај μάι μαΐ מאי במאי মে मे மே మే مئی مه ماي พฤษภาคม พ.ค.
 მაისი մայիսի мамыр
june jun junio junho juin juni giugno giu juny iunie czerwca června júna június kesäkuuta
 haziran ιουνίου июня июн червня يونيو حزيران जून lipnja junij iyun juuni birželio чэрвеня юни
 јуни јун ιουν ιούν יוני ביוני জুন ஜூன் జూన్ ژوئن جوان มิถุนายน มิ.ย. ივნისი հունիսի маусым hunyo
july jul julio julho juillet juil juli luglio lug juliol iulie lipca července júla július
 heinäkuuta temmuz ιουλίου июля июл липня يوليو تموز जुलाई srpnja julij iyul juuli liepos ліпеня
 юли јули јул ιουλ ιούλ יולי ביולי জুলাই जुलै ஜூலை జులై జూలై جولائی ژوئیه جويلية กรกฎาคม ก.ค.
 ივლისი հուլիսի шілде julai hulyo
august aug agosto ago août aout augustus agost sierpnia srpna augusta augusztus augusti elokuuta
 ağustos agustus αυγούστου августа авг серпня أغسطس آب अगस्त kolovoza avgust avgusta avqust
 rugpjūčio жніўня август αυγ αύγ אוגוסט באוגוסט আগস্ট ऑगस्ट ஆகஸ்ட் ఆగస్టు اگست اوت اغسطس أوت
 สิงหาคม ส.ค. აგვისტო օգոստոսի тамыз ogos agosti
september sep sept septiembre setembro septembre settembre setembre septembrie września září
 septembra szeptember syyskuuta eylül σεπτεμβρίου сентября сен вересня سبتمبر أيلول सितंबर rujna
 septembar sentyabr sentabr set rugsėjo верасня септември септембар σεπ ספטמבר בספטמבר সেপ্টেম্বর
 सितम्बर सप्टेंबर செப்டம்பர் సెప్టెంబర్ ستمبر سپتامبر กันยายน ก.ย. სექტემბერი սեպտեմբերի қыркүйек
 septemba setyembre
october oct octubre outubro octobre oktober okt ottobre ott octombrie października října októbra
 október lokakuuta ekim οκτωβρίου октября окт жовтня أكتوبر अक्टूबर oktobar oktobra oktyabr
 oktabr oktoober out spalio кастрычніка октомври октобар οκτ אוקטובר באוקטובר অক্টোবর ऑक्टोबर
 அக்டோபர் అక్టోబర్ اکتوبر اكتوبر تشرين_الأول ตุลาคม ต.ค. ოქტომბერი հոկտեմբերի қазан oktoba
 oktubre
november nov noviembre novembro novembre noiembrie listopadu novembra marraskuuta kasım
 νοεμβρίου ноября ноя листопада نوفمبر नवंबर studenoga studenog novembar noyabr lapkričio
 лістапада ноември новембар νοε νοέ נובמבר בנובמבר নভেম্বর नवम्बर नोव्हेंबर நவம்பர் నవంబర్ نومبر
 نوامبر تشرين_الثاني พฤศจิกายน พ.ย. ნოემბერი նոյեմբերի қараша novemba nobyembre
december dec diciembre dic dezembro décembre decembre dezember dez dicembre desembre decembrie
 grudnia prosince decembra desember joulukuuta aralık δεκεμβρίου декабря дек грудня ديسمبر दिसंबर
 decembar dekabr detsember gruodžio снежня декември децембар δεκ דצמבר בדצמבר ডিসেম্বর दिसम्बर
 डिसेंबर டிசம்பர் డిసెంబర్ دسمبر دسامبر كانون_الأول ธันวาคม ธ.ค. დეკემბერი դեկտեմբերի желтоқсан
 desemba disyembre
"""
MONTHS = MappingProxyType(
    {
        name.replace("_", " "): number
        for number, line in enumerate(_MONTHS.strip().replace("\n ", " ").splitlines(), start=1)
        for name in line.split()
    }
)

# Minutes east of Greenwich. Letters that name two zones (IST, CST, AST) are left out on purpose:
# such a time keeps its day and loses its hour, which is better than an hour that may be wrong.
ZONES = MappingProxyType(
    {
        "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "CEST": 120,
        "EET": 120, "EEST": 180, "SAST": 120, "MSK": 180, "TRT": 180, "PKT": 300, "NPT": 345,
        "ICT": 420, "WIB": 420, "HKT": 480, "SGT": 480, "MYT": 480, "PHT": 480, "AWST": 480,
        "JST": 540, "KST": 540, "ACST": 570, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
        "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480,
        "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "BRT": -180, "ART": -180,
    }
)  # fmt: skip

# Zones that readers name without saying whether summer time holds.
REGIONS = MappingProxyType(
    {
        "ET": "America/New_York",
        "CT": "America/Chicago",
        "MT": "America/Denver",
        "PT": "America/Los_Angeles",
    }
)
