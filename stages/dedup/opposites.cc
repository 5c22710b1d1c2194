#include "stages/dedup/opposites.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "stages/text/words.h"

namespace newswired {
namespace {

struct List {
  std::string_view language;
  std::string_view pairs;  ///< lower case; the forms that news uses
};

constexpr List kLists[] = {
    {"en",
     "rise rises rose risen rising climb climbs climbed jump jumps jumped surge surges surged soar "
     "soars soared gain gains gained grow grows grew grown increase increases increased increasing "
     "raise raises raised raising hike hikes hiked up higher / "
     "fall falls fell fallen falling drop drops dropped dropping slide slides slid slump slumps "
     "slumped plunge plunges plunged sink sinks sank tumble tumbles tumbled decline declines "
     "declined decrease decreases decreased decreasing shrink shrinks shrank cut cuts cutting "
     "lowers "
     "lowered down lower;"
     "more above over / less fewer below under;"
     "before / after;"
     "win wins won winning / lose loses lost losing;"
     "approve approves approved accept accepts accepted back backs backed support supports "
     "supported "
     "endorse endorses endorsed agree agrees agreed / reject rejects rejected refuse refuses "
     "refused "
     "oppose opposes opposed;"
     "confirm confirms confirmed / deny denies denied;"
     "guilty convicted / innocent acquitted cleared;"
     "alive survive survives survived / dead die dies died killed;"
     "open opens opened reopen reopens reopened / close closes closed shut shuts;"
     "allow allows allowed permit permits permitted legal / ban bans banned forbid forbids "
     "forbidden "
     "prohibited illegal;"
     "profit profits / loss losses;"
     "buy buys bought / sell sells sold;"
     "north northern / south southern;"
     "east eastern / west western;"
     "arrest arrests arrested detain detains detained / release releases released free frees freed;"
     "begin begins began start starts started / end ends ended stop stops stopped;"
     "import imports imported / export exports exported;"
     "man men boy boys son sons father husband / woman women girl girls daughter daughters mother "
     "wife;"
     "tighten tightens tightened / ease eases eased loosen loosens loosened;"
     "beat beats exceed exceeds exceeded / miss misses missed;"
     "upgrade upgrades upgraded / downgrade downgrades downgraded;"
     "surplus surpluses / deficit deficits;"
     "majority / minority"},
    {"de",
     "steigt steigen stieg stiegen gestiegen wächst wachsen wuchs gewachsen erhöht erhöhen erhöhte "
     "erhöhten zugelegt höher / "
     "sinkt sinken sank sanken gesunken fällt fallen fiel fielen gefallen schrumpft schrumpfte "
     "geschrumpft senkt senken senkte senkten gesenkt niedriger;"
     "mehr / weniger;"
     "gewinnt gewinnen gewann gewannen gewonnen / verliert verlieren verlor verloren;"
     "zustimmt zugestimmt angenommen billigt billigte gebilligt unterstützt unterstützte / ablehnt "
     "abgelehnt lehnt lehnte verworfen verweigert;"
     "bestätigt bestätigte bestätigten / dementiert dementierte dementierten bestreitet bestritt;"
     "schuldig verurteilt / unschuldig freigesprochen;"
     "überlebt überlebte überlebten / gestorben starb starben getötet tot;"
     "geöffnet öffnet öffnete öffnen / geschlossen schließt schloss schließen;"
     "erlaubt erlaubte / verboten verbietet verbot;"
     "gewinn gewinne / verlust verluste;"
     "kauft kaufte kaufen gekauft / verkauft verkaufte verkaufen;"
     "nördlich nördlichen norden / südlich südlichen süden;"
     "östlich östlichen osten / westlich westlichen westen;"
     "festgenommen verhaftet / freigelassen;"
     "beginnt begann begonnen / endet endete beendet;"
     "mann männer junge / frau frauen mädchen"},
    {"fr",
     "monte montent grimpe grimpé augmente augmentent augmenté augmentation hausse progresse "
     "progressé relève relevé supérieur / baisse baissent baissé chute chuté recule reculé diminue "
     "diminué diminution abaisse abaissé inférieur;"
     "plus / moins;"
     "gagne gagné remporte remporté / perd perdu;"
     "approuve approuvé accepte accepté soutient soutenu adopté / rejette rejeté refuse refusé;"
     "confirme confirmé / dément démenti nie nié;"
     "coupable condamné / innocent acquitté relaxé;"
     "vivant survécu / mort morts tué tués;"
     "ouvre ouvert rouvert / ferme fermé;"
     "autorise autorisé / interdit interdite;"
     "bénéfice bénéfices / perte pertes;"
     "achète acheté / vend vendu;"
     "nord / sud;"
     "arrêté arrêtés / libéré libérés;"
     "avant / après;"
     "homme hommes garçon / femme femmes fille"},
    {"es",
     "sube suben subió subieron aumenta aumentan aumentó aumentaron aumento crece creció alza "
     "mayor / "
     "baja bajan bajó bajaron cae caen cayó cayeron disminuye disminuyó descenso reduce redujo "
     "menor;"
     "más / menos;"
     "gana ganan ganó ganaron / pierde pierden perdió perdieron;"
     "aprueba aprobó aprobaron acepta aceptó aceptaron apoya apoyó / rechaza rechazó rechazaron;"
     "confirma confirmó confirmaron / niega negó negaron desmiente desmintió;"
     "culpable condenado / inocente absuelto;"
     "vivo sobrevivió sobrevivieron / muerto murió murieron;"
     "abre abrió reabrió / cierra cerró;"
     "permite permitió / prohíbe prohibió;"
     "ganancia ganancias beneficio beneficios / pérdida pérdidas;"
     "compra compró / vende vendió;"
     "norte / sur;"
     "detenido detenidos / liberado liberados;"
     "antes / después;"
     "hombre hombres niño / mujer mujeres niña"},
    {"it",
     "sale salgono salito aumenta aumentano aumentato aumento cresce cresciuto / scende scendono "
     "sceso "
     "cala calato diminuisce diminuito calo;"
     "più / meno;"
     "vince vinto / perde perso;"
     "approva approvato accetta accettato / respinge respinto rifiuta rifiutato;"
     "conferma confermato / smentisce smentito nega negato;"
     "colpevole condannato / innocente assolto;"
     "apre aperto riaperto / chiude chiuso;"
     "utile utili / perdita perdite;"
     "nord / sud;"
     "arrestato arrestati / liberato liberati;"
     "prima / dopo;"
     "uomo uomini / donna donne"},
    {"pt",
     "sobe sobem subiu subiram aumenta aumentam aumentou aumentaram cresce cresceu alta / cai caem "
     "caiu caíram baixa baixou diminui diminuiu queda reduz reduziu;"
     "mais / menos;"
     "ganha ganhou venceu / perde perdeu;"
     "aprova aprovou aceita aceitou apoia apoiou / rejeita rejeitou recusa recusou;"
     "confirma confirmou / nega negou desmente desmentiu;"
     "culpado condenado / inocente absolvido;"
     "abre abriu reabriu / fecha fechou;"
     "lucro lucros / prejuízo prejuízos;"
     "norte / sul;"
     "preso presos detido detidos / libertado libertados solto soltos;"
     "antes / depois;"
     "homem homens / mulher mulheres"},
    {"nl",
     "stijgt stijgen steeg stegen gestegen groeit groeide gegroeid verhoogt verhoogde verhoogd "
     "hoger / "
     "daalt dalen daalde daalden gedaald krimpt kromp gekrompen verlaagt verlaagde verlaagd lager;"
     "meer / minder;"
     "wint wonnen won gewonnen / verliest verloor verloren;"
     "goedgekeurd steunt steunde aanvaardt aanvaard / verwerpt verworpen afgewezen weigert "
     "weigerde;"
     "bevestigt bevestigde / ontkent ontkende;"
     "schuldig veroordeeld / onschuldig vrijgesproken;"
     "opent opende geopend / sluit sloot gesloten;"
     "winst / verlies;"
     "noorden / zuiden;"
     "oosten / westen;"
     "opgepakt gearresteerd / vrijgelaten;"
     "man mannen jongen / vrouw vrouwen meisje"},
};

std::unordered_map<std::string_view, Opposites> MakeAll() {
  std::unordered_map<std::string_view, Opposites> all;
  for (const List& list : kLists) all[list.language].Add(list.pairs);
  return all;
}

}  // namespace

void Opposites::Add(std::string_view pairs) {
  for (char pair = 'a'; !pairs.empty(); ++pair) {
    const std::string_view both = pairs.substr(0, pairs.find(';'));
    pairs.remove_prefix(std::min(both.size() + 1, pairs.size()));
    const std::size_t slash = both.find('/');
    AddSide(both.substr(0, slash), pair, '+');
    AddSide(both.substr(slash + 1), pair, '-');
  }
}

void Opposites::AddSide(std::string_view words, char pair, char side) {
  std::vector<Word> found;
  FindWords(words, found);
  for (const Word& word : found) {
    sides_.Add(FoldedHash(word.In(words), word.ascii),
               static_cast<std::uint16_t>(pair << 8 | side));
  }
}

std::string Opposites::SideOf(std::uint64_t word) const {
  const std::uint16_t found = sides_.Of(word);
  if (found == 0) return {};
  return {static_cast<char>(found >> 8), static_cast<char>(found & 0xFF)};
}

const Opposites& OppositesOf(std::string_view language) {
  static const auto all = MakeAll();
  static const Opposites none;
  const auto found = all.find(language.substr(0, language.find('-')));
  return found == all.end() ? none : found->second;
}

bool AreOpposite(std::string_view side, std::string_view other) {
  return side.size() == 2 && other.size() == 2 && side[0] == other[0] && side[1] != other[1];
}

}  // namespace newswired
