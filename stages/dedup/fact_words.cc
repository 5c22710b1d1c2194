#include "stages/dedup/fact_words.h"

#include <unordered_map>
#include <utility>
#include <vector>

#include "stages/text/words.h"

namespace newswired {
namespace {

struct Lists {
  std::string_view language;
  std::string_view numbers;
  std::string_view weekdays;
};

// Lower case; languages that inflect numbers have the forms of subjects and objects.
constexpr Lists kLists[] = {
    {"ar",
     "اثنان اثنين اثنتان اثنتين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثماني "
     "ثمان تسعة تسع عشرة عشر عشرون عشرين ثلاثون ثلاثين أربعون أربعين خمسون خمسين ستون ستين "
     "سبعون سبعين ثمانون ثمانين تسعون تسعين مئة مائة مئتين مئتان ألف آلاف ألفين مليون مليوني "
     "ملايين مليار مليارات عشرات مئات",
     "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"},
    {"bg",
     "два две двама три трима четири четирима пет петима шест шестима седем седмина осем девет "
     "десет единадесет единайсет дванадесет дванайсет двадесет тридесет четиридесет петдесет "
     "шестдесет сто двеста хиляда хиляди милион милиона милиарда",
     "понеделник вторник сряда четвъртък петък събота неделя"},
    {"ca",
     "dos dues tres quatre cinc sis set vuit nou deu onze dotze tretze catorze quinze setze "
     "vint trenta quaranta cinquanta seixanta setanta vuitanta noranta cent mil milió milions "
     "desena desenes dotzena",
     "dilluns dimarts dimecres dijous divendres dissabte diumenge"},
    {"cs",
     "dva dvě tři čtyři pět šest sedm osm devět deset jedenáct dvanáct třináct čtrnáct patnáct "
     "šestnáct sedmnáct osmnáct devatenáct dvacet třicet čtyřicet padesát šedesát sedmdesát "
     "osmdesát devadesát sto stovky tisíc tisíce milion miliony milionů miliarda miliardy "
     "miliard",
     "pondělí úterý středa středu čtvrtek pátek sobota sobotu neděle neděli"},
    {"da",
     "to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten "
     "atten nitten tyve tredive fyrre halvtreds tres halvfjerds firs halvfems hundrede tusind "
     "million millioner milliard milliarder mio mia snes dusin",
     "mandag tirsdag onsdag torsdag fredag lørdag søndag"},
    {"de",
     "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
     "sechzehn siebzehn achtzehn neunzehn zwanzig dreißig dreissig vierzig fünfzig sechzig "
     "siebzig achtzig neunzig hundert tausend million millionen milliarde milliarden billion "
     "billionen mio mrd dutzend dutzende hunderte tausende",
     "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag"},
    {"el",
     "δύο δυο τρεις τρία τέσσερις τέσσερα πέντε έξι επτά εφτά οκτώ οχτώ εννέα εννιά δέκα έντεκα "
     "δώδεκα είκοσι τριάντα σαράντα πενήντα εξήντα εβδομήντα ογδόντα ενενήντα εκατό χίλια "
     "χιλιάδες εκατομμύριο εκατομμύρια δισεκατομμύριο δισεκατομμύρια δεκάδες",
     "δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή"},
    {"en",
     "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
     "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
     "hundred hundreds thousand thousands million millions billion billions trillion trillions "
     "dozen dozens mln bln mn bn lakh lakhs crore crores half twice double triple "
     "second third fourth fifth sixth seventh eighth ninth tenth",
     "monday tuesday wednesday thursday friday saturday sunday"},
    {"es",
     "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
     "diecisiete dieciocho diecinueve veinte veintiún veintiuno veintidós veintitrés treinta "
     "cuarenta cincuenta sesenta setenta ochenta noventa cien ciento cientos doscientos "
     "trescientos quinientos mil miles millón millones docena docenas decenas",
     "lunes martes miércoles jueves viernes sábado domingo"},
    {"fa",
     "دو سه چهار پنج شش هفت هشت نه ده یازده دوازده بیست سی چهل پنجاه شصت هفتاد هشتاد نود صد "
     "هزار میلیون میلیارد",
     "دوشنبه چهارشنبه پنجشنبه جمعه شنبه یکشنبه"},
    {"fi",
     "kaksi kahden kolme kolmen neljä neljän viisi viiden kuusi kuuden seitsemän kahdeksan "
     "yhdeksän kymmenen yksitoista kaksitoista kaksikymmentä kolmekymmentä sata sataa satoja "
     "tuhat tuhatta tuhansia miljoona miljoonaa miljardi miljardia kymmeniä",
     "maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina "
     "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai"},
    {"fr",
     "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
     "vingt trente quarante cinquante soixante septante huitante nonante cent cents mille "
     "million millions milliard milliards dizaine dizaines douzaine douzaines vingtaine "
     "trentaine cinquantaine centaine centaines milliers",
     "lundi mardi mercredi jeudi vendredi samedi dimanche"},
    {"he",
     "שני שתי שניים שתיים שלושה שלוש ארבעה ארבע חמישה חמש שישה שש שבעה שבע שמונה תשעה תשע עשרה "
     "עשר עשרים שלושים ארבעים חמישים שישים שבעים שמונים תשעים מאה מאות אלף אלפים אלפי מיליון "
     "מיליארד עשרות",
     ""},
    {"hi",
     "दो तीन चार पांच पाँच छह छः सात आठ नौ दस ग्यारह बारह पंद्रह बीस तीस चालीस पचास साठ सौ हजार "
     "हज़ार लाख करोड़ अरब दर्जन",
     "सोमवार मंगलवार बुधवार गुरुवार बृहस्पतिवार शुक्रवार शनिवार रविवार"},
    {"hr",
     "dva dvije tri četiri pet šest sedam osam devet deset jedanaest dvanaest petnaest dvadeset "
     "trideset četrdeset pedeset šezdeset sedamdeset osamdeset devedeset sto dvjesto stotinu "
     "tisuću tisuća tisuće milijun milijuna milijardi milijarde hiljada hiljadu",
     "ponedjeljak utorak srijeda srijedu četvrtak petak subota subotu nedjelja nedjelju"},
    {"hu",
     "két kettő három négy öt hat hét nyolc kilenc tíz tizenegy tizenkét húsz harminc negyven "
     "ötven hatvan hetven nyolcvan kilencven száz ezer millió milliárd",
     "hétfőn kedden szerdán csütörtökön pénteken szombaton vasárnap hétfő kedd szerda csütörtök "
     "péntek szombat"},
    {"id",
     "dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh seratus ratus "
     "seribu ribu sejuta juta miliar triliun puluhan ratusan ribuan",
     "senin selasa rabu kamis jumat sabtu minggu"},
    {"it",
     "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici "
     "quindici sedici diciassette diciotto diciannove venti trenta quaranta cinquanta sessanta "
     "settanta ottanta novanta cento mille mila milione milioni miliardo miliardi decina decine "
     "dozzina centinaia migliaia",
     "lunedì martedì mercoledì giovedì venerdì sabato domenica"},
    {"ja", "二 三 四 五 六 七 八 九 十 百 千 万 億 兆", ""},
    {"ko", "두 세 네 다섯 여섯 일곱 여덟 아홉 열 스무 서른 백 천 만 억 조",
     "월요일 화요일 수요일 목요일 금요일 토요일 일요일"},
    {"nb",
     "to tre fire fem seks sju syv åtte ni ti elleve tolv tretten fjorten femten seksten sytten "
     "atten nitten tjue tyve tretti førti femti seksti sytti åtti nitti hundre tusen million "
     "millioner milliard milliarder dusin",
     "mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tysdag laurdag sundag"},
    {"nl",
     "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
     "zestien zeventien achttien negentien twintig dertig veertig vijftig zestig zeventig "
     "tachtig negentig honderd honderden duizend duizenden miljoen miljoenen miljard dozijn "
     "tientallen mln mld",
     "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"},
    {"pl",
     "dwa dwie dwoje dwóch dwaj trzy trzech troje cztery czterech pięć pięciu sześć sześciu "
     "siedem siedmiu osiem ośmiu dziewięć dziewięciu dziesięć dziesięciu jedenaście dwanaście "
     "trzynaście czternaście piętnaście dwadzieścia trzydzieści czterdzieści pięćdziesiąt "
     "sześćdziesiąt siedemdziesiąt sto dwieście trzysta tysiąc tysiące tysięcy milion miliony "
     "milionów miliard miliardy miliardów tys mln mld",
     "poniedziałek wtorek środa środę czwartek piątek sobota sobotę niedziela niedzielę"},
    {"pt",
     "dois duas três quatro cinco seis sete oito nove dez onze doze treze catorze quatorze "
     "quinze dezesseis dezasseis dezessete dezassete dezoito dezenove dezanove vinte trinta "
     "quarenta cinquenta sessenta setenta oitenta noventa cem cento duzentos trezentos "
     "quinhentos mil milhão milhões bilhão bilhões dúzia dezena dezenas centenas milhares",
     "segunda terça quarta quinta sexta sábado domingo"},
    {"ro",
     "doi două trei patru cinci șase şase șapte şapte opt nouă zece unsprezece doisprezece "
     "douăsprezece cincisprezece douăzeci treizeci patruzeci cincizeci sută sute mie mii milion "
     "milioane miliard miliarde zeci",
     "luni marți marţi miercuri joi vineri sâmbătă duminică"},
    {"ru",
     "два две двое двух трех трёх три трое четыре четверо четырех четырёх пять пятеро пяти "
     "шесть шестеро шести семь семеро семи восемь восьми девять девяти десять десяти "
     "одиннадцать двенадцать тринадцать четырнадцать пятнадцать двадцать тридцать сорок "
     "пятьдесят шестьдесят семьдесят восемьдесят девяносто сто двести триста четыреста пятьсот "
     "тысяча тысячи тысяч тысячу миллион миллиона миллионов миллиард миллиарда миллиардов тыс "
     "млн млрд десятки сотни",
     "понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье"},
    {"sk",
     "dva dve dvaja tri traja štyri štyria päť šesť sedem osem deväť desať jedenásť dvanásť "
     "dvadsať tridsať štyridsať päťdesiat sto tisíc milión milióny miliónov miliarda miliardy "
     "miliárd",
     "pondelok utorok streda stredu štvrtok piatok sobota sobotu nedeľa nedeľu"},
    {"sr",
     "два две двоје три троје четири пет шест седам осам девет десет једанаест дванаест "
     "двадесет тридесет педесет сто хиљаду хиљада хиљаде милион милиона милијарде dva dve tri "
     "četiri pet šest sedam osam devet deset dvadeset sto hiljadu hiljada milion miliona",
     "понедељак уторак среда среду четвртак петак субота суботу недеља недељу ponedeljak utorak "
     "sreda sredu četvrtak petak subota subotu nedelja nedelju"},
    {"sv",
     "två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton "
     "arton nitton tjugo trettio fyrtio femtio sextio sjuttio åttio nittio hundra tusen miljon "
     "miljoner miljard miljarder dussin tiotal hundratal",
     "måndag tisdag onsdag torsdag fredag lördag söndag måndagen tisdagen onsdagen torsdagen "
     "fredagen lördagen söndagen"},
    {"tr",
     "iki üç dört beş altı yedi sekiz dokuz on yirmi otuz kırk elli altmış yetmiş seksen doksan "
     "yüz bin milyon milyar trilyon",
     "pazartesi salı çarşamba perşembe cuma cumartesi pazar"},
    {"uk",
     "два дві двоє двох три троє трьох чотири четверо чотирьох пять шість шестеро сім семеро "
     "вісім девять десять одинадцять дванадцять пятнадцять двадцять тридцять сорок пятдесят "
     "шістдесят сто двісті триста тисяча тисячі тисяч мільйон мільйона мільйонів мільярд "
     "мільярда мільярдів тис млн млрд десятки сотні",
     "понеділок вівторок середа середу четвер пятниця субота суботу неділя неділю"},
    {"vi", "hai ba bốn sáu bảy tám chín mười mươi trăm nghìn ngàn triệu tỷ tỉ", ""},
    {"zh", "二 两 兩 三 四 五 六 七 八 九 十 百 千 万 萬 亿 億 兆", ""},
};

struct OtherLists {
  std::string_view language, negations, functions;
};

constexpr OtherLists kOtherLists[] = {
    {"ar", "لا لم لن ليس ليست غير بدون دون", ""},
    {"bg", "не няма нито никой без", ""},
    {"ca", "no mai cap ningú sense", "el la els les un una en de a per"},
    {"cs", "ne nikdy nikdo nic žádný bez", "v ve na po za do od z ze s se k ke o u pro při"},
    {"da", "ikke aldrig ingen intet uden", "en et den det de i på til for af med fra om ved efter"},
    {"de", "nicht kein keine keinen keinem keiner keines nie niemals niemand niemanden nichts ohne",
     "der die das den dem des ein eine einen einem einer eines im in am an auf bei mit nach von "
     "vom "
     "zu zum zur für aus über unter vor es er sie wir ich und aber auch als wie wenn"},
    {"el", "δεν δε μη μην χωρίς κανείς κανένας τίποτα", "ο η το οι τα τον την του της των στο στη"},
    {"en",
     "not no never none nobody nothing neither nor without cannot t",  // the t of "didn't"
     "the a an and but or if as at by for from in into of on to with after before when while it he "
     "she they we i this that these those there his her its their our my some all"},
    {"es", "no nunca jamás ningún ninguna ninguno nadie nada sin tampoco",
     "el la los las un una unos unas en de del al a con por para y pero se su sus lo"},
    {"fi", "ei eivät en emme älä ilman", ""},
    {"fr", "pas jamais aucun aucune rien personne sans ni",
     "le la les l un une des du de d au aux à en dans sur par pour avec et mais il elle ils ce "
     "cette "
     "ces son sa ses"},
    {"he", "לא אין בלי אף", ""},
    {"hi", "नहीं न ना मत बिना", ""},
    {"hr", "ne nije nisu nikad nitko ništa bez", "u na po za do od iz s sa o"},
    {"hu", "nem nincs nincsenek ne soha senki semmi", "a az egy és"},
    {"id", "tidak bukan tanpa belum jangan", "di ke dari pada dan"},
    {"it", "non mai nessuno nessuna niente nulla senza né",
     "il lo la i gli le l un uno una in di del della al alla a con per da dal e ma si"},
    {"nb", "ikke aldri ingen ingenting uten", "en ei et den det de i på til for av med fra om ved"},
    {"nl", "niet geen nooit niemand niets zonder",
     "de het een in op aan van voor met door bij naar uit en maar er"},
    {"pl", "nie nigdy nikt nic bez żaden", "w we na po za do od z ze o u przy dla i"},
    {"pt", "não nunca nenhum nenhuma ninguém nada sem nem",
     "o a os as um uma em no na nos nas de do da dos das ao à com por para e mas se"},
    {"ro", "nu niciun nicio nimeni nimic fără", "un o în la pe de din cu și"},
    {"ru", "не нет ни никто ничего никогда без",
     "в во на по за до от из с со к о у при для и а но"},
    {"sk", "nie nikdy nikto nič bez", "v vo na po za do od z zo s so k o u pri pre"},
    {"sr", "не није нису никада нико ништа без ne nije nisu bez", ""},
    {"sv", "inte ej aldrig ingen inget inga utan",
     "en ett den det de i på till för av med från om"},
    {"tr", "değil yok hiç asla", "bir bu ve"},
    {"uk", "не немає ні ніхто нічого ніколи без", "у в на по за до від із з зі к о при для і та"},
    {"vi", "không chưa chẳng", ""},
    {"zh", "不 没 沒 未 无 無 非", ""},
};

/// Languages whose words another one's list has.
constexpr std::pair<std::string_view, std::string_view> kTwins[] = {
    {"no", "nb"}, {"nn", "nb"}, {"bs", "hr"}, {"sl", "hr"}, {"ms", "id"}, {"yue", "zh"}};

void AddWords(std::string_view list, FactWord kind, FactWords& all) {
  std::vector<Word> words;
  FindWords(list, words);
  for (const Word& word : words) all.Add(FoldedHash(word.In(list), word.ascii), kind);
}

std::unordered_map<std::string_view, FactWords> MakeAll() {
  std::unordered_map<std::string_view, FactWords> all;
  for (const Lists& lists : kLists) {
    FactWords& words = all[lists.language];
    AddWords(lists.numbers, FactWord::kNumber, words);
    AddWords(lists.weekdays, FactWord::kWeekday, words);
  }
  for (const OtherLists& lists : kOtherLists) {
    FactWords& words = all[lists.language];
    AddWords(lists.negations, FactWord::kNegation, words);
    AddWords(lists.functions, FactWord::kFunction, words);
  }
  for (const auto& [language, twin] : kTwins) all[language] = all[twin];
  return all;
}

}  // namespace

const FactWords& FactWordsOf(std::string_view language) {
  static const auto all = MakeAll();
  static const FactWords none;
  const auto found = all.find(language.substr(0, language.find('-')));
  return found == all.end() ? none : found->second;
}

}  // namespace newswired
