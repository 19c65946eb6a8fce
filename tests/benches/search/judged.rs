//! `search.*.ndcg10`: how well what is found fits, over queries whose missions somebody has judged.
//!
//! Normalised discounted cumulative gain (Järvelin and Kekäläinen, 2002) of the first ten: 1 where the missions judged best
//! come first. The judgements name missions of the demo by how their titles begin, and some by where they are.

use std::path::Path;
use std::sync::Arc;

use platform::demo;
use platform_core::App;
use platform_core::missions::Mission;
use platform_core::search::{self, Criteria, Query};
use platform_core::tenancy::Ctx;
use platform_core::texts::Locale;
use tests::Meilisearch;
use uuid::Uuid;

use super::{INDEX, application};
use crate::ground::{Ground, tenants};
use crate::{Outcome, figure};

pub(super) const NAMES: [&str; 2] = ["search.pg.ndcg10", "search.meili.ndcg10"];

/// A query and what should come first: how good a mission is, how its title begins, in which area.
type Judged = (&'static str, &'static [(u8, &'static str, &'static str)]);

pub(crate) async fn run(ground: &Ground, meilisearch: Option<&Meilisearch>) -> Outcome<()> {
    let database = ground.database("search_judged").await?;
    let folder = tenants().join("paris");
    database.apply(&folder, Uuid::from_u128(1)).await?;
    let app = application(&database, ground, None).await?;
    let paris = app.registry.by_code("paris").ok_or("the city is not served")?;
    demo::fill(&app, Arc::clone(&paris), &folder).await?;
    figure(NAMES[0], judge(&app, &folder).await?, "nDCG@10");
    if let Some(server) = meilisearch {
        server.wipe(INDEX).await;
        let app = application(&database, ground, Some(server)).await?;
        search::follow::catch_up_all(&app).await?;
        figure(NAMES[1], judge(&app, &folder).await?, "nDCG@10");
    }
    Ok(())
}

/// The mean over all queries.
async fn judge(app: &Arc<App>, folder: &Path) -> Outcome<f64> {
    let paris = app.registry.by_code("paris").ok_or_else(|| format!("{} is not served", folder.display()))?;
    let ctx = Ctx::system(paris, app.clock.now(), "operator");
    let everything = everything(app, &ctx).await?;
    let mut gains = Vec::new();
    for (locale, judged) in [(Locale::Fr, &FRENCH[..]), (Locale::En, &ENGLISH[..])] {
        let ctx = Ctx { locale, ..ctx.clone() };
        for (text, judgements) in judged {
            let mut ideal: Vec<_> = everything.iter().map(|mission| grade(judgements, mission)).collect();
            ideal.sort_unstable_by(|a, b| b.cmp(a));
            if ideal.first() == Some(&0) {
                return Err(format!("nothing in the city is judged good for {text:?}").into());
            }
            let found = ask(app, &ctx, Some((*text).to_owned()), 10).await?;
            let found: Vec<_> = found.iter().map(|mission| grade(judgements, mission)).collect();
            let gain = discounted(&found) / discounted(&ideal);
            if gain < 0.8 {
                eprintln!("{text:?}: {gain:.2}, {found:?}");
            }
            gains.push(gain);
        }
    }
    Ok(super::super::mean(&gains))
}

async fn everything(app: &App, ctx: &Ctx) -> Outcome<Vec<Mission>> {
    let (mut all, mut query) = (Vec::new(), Query { limit: 100, include_full: true, ..Query::default() });
    loop {
        let page = search::search(app, ctx, &query).await.map_err(|error| error.to_string())?;
        all.extend(page.hits.into_iter().map(|(mission, _)| mission));
        match page.next {
            Some(next) => query.cursor = search::Cursor::decode(&next),
            None => return Ok(all),
        }
    }
}

async fn ask(app: &App, ctx: &Ctx, text: Option<String>, limit: u16) -> Outcome<Vec<Mission>> {
    // Full ones too: who signed up to what is drawn by lot.
    let criteria = Criteria { text, ..Criteria::default() };
    let query = Query { criteria, limit, include_full: true, ..Query::default() };
    let found = search::search(app, ctx, &query).await.map_err(|error| error.to_string())?;
    if found.degraded {
        return Err("another engine answered".into());
    }
    Ok(found.hits.into_iter().map(|(mission, _)| mission).collect())
}

fn grade(judgements: &[(u8, &str, &str)], mission: &Mission) -> u8 {
    let lies_in =
        |area: &str| area.is_empty() || mission.addresses.iter().any(|at| at.areas.iter().any(|code| code == area));
    let fitting = judgements.iter().filter(|(_, title, area)| mission.draft.title.starts_with(title) && lies_in(area));
    fitting.map(|(grade, ..)| *grade).max().unwrap_or(0)
}

fn discounted(grades: &[u8]) -> f64 {
    let gains = grades.iter().take(10).zip(2_u32..);
    gains.map(|(grade, place)| (f64::from(1_u32 << grade) - 1.0) / f64::from(place).log2()).sum()
}

const HOMEWORK: &str = "Aider aux devoirs";
const MATHS: &str = "Reprendre les maths";
const STORIES: &str = "Lire des histoires";
const MENTOR: &str = "Parrainer un lycéen";
const TALK: &str = "Animer un atelier de conversation";
const LITERACY: &str = "Apprendre à lire et à écrire";
const PHONE: &str = "Aider avec un téléphone";
const COMPUTER: &str = "Initier des aînés";
const COLLECT: &str = "Collecter des produits";
const PARCELS: &str = "Trier et préparer les colis";
const MEAL: &str = "Préparer et servir un repas";
const DELIVER: &str = "Livrer des courses";
const CLOTHES: &str = "Trier les vêtements";
const WARDROBE: &str = "Accueillir et conseiller au vestiaire";
const OUTREACH: &str = "Participer à une maraude";
const STREET: &str = "Tenir un café de rue";
const VISIT: &str = "Rendre visite à une personne âgée";
const GAMES: &str = "Jouer avec les habitants";
const CALL: &str = "Appeler chaque semaine";
const HOSPITAL: &str = "Rendre visite à des malades";
const RESPITE: &str = "Donner un après-midi de répit";
const OUTING: &str = "Accompagner une sortie";
const JOELETTE: &str = "Courir avec une joëlette";
const WRITER: &str = "Tenir une permanence d'écrivain";
const LEGAL: &str = "Recevoir et orienter";
const CV: &str = "Relire un CV";
const INTERVIEW: &str = "Faire passer un entretien";
const FIRST_AID: &str = "Renforcer un poste de secours";
const GESTURES: &str = "Apprendre aux habitants les gestes";
const CYCLING: &str = "Apprendre à rouler";
const FOOTBALL: &str = "Entraîner une équipe de filles";
const SWIM: &str = "Rassurer les nageurs";
const BASKET: &str = "Organiser un tournoi";
const REPAIR: &str = "Réparer des objets";
const BIKES: &str = "Tenir l'atelier d'entretien des vélos";
const GARDEN: &str = "Cultiver le jardin";
const PLANT: &str = "Planter au pied";
const WATER: &str = "Nettoyer les bords";
const BIRDS: &str = "Compter les oiseaux";
const ANIMAL: &str = "Garder l'animal";
const FESTIVAL: &str = "Accueillir le public";
const MUSEUM: &str = "Emmener des familles";
const TRANSLATE: &str = "Traduire des documents";
const ACCOUNTS: &str = "Tenir les comptes";

const FRENCH: [Judged; 60] = [
    ("aide aux devoirs", &[(3, HOMEWORK, ""), (1, MATHS, "")]),
    ("aide devoirs CP", &[(3, HOMEWORK, ""), (1, MATHS, "")]),
    ("AIDE AU DEVOIR", &[(3, HOMEWORK, ""), (1, MATHS, "")]),
    ("aide aux devoris", &[(3, HOMEWORK, ""), (1, MATHS, "")]),
    ("soutien scolaire", &[(3, HOMEWORK, ""), (3, MATHS, "")]),
    ("soutien scolaire samedi matin", &[(3, HOMEWORK, ""), (1, MATHS, "")]),
    ("maths collège", &[(3, MATHS, "")]),
    ("mathématiques collégiens mercredi", &[(3, MATHS, "")]),
    ("lire des histoires", &[(3, STORIES, "")]),
    ("lecture enfants", &[(3, STORIES, "")]),
    ("lir des histoire aux petits", &[(3, STORIES, "")]),
    ("mentorat lycéen", &[(3, MENTOR, "")]),
    ("parrainage", &[(3, MENTOR, "")]),
    ("cours de français", &[(3, TALK, ""), (3, LITERACY, "")]),
    ("FLE", &[(3, TALK, ""), (3, LITERACY, "")]),
    ("alphabétisation adultes", &[(3, LITERACY, ""), (2, TALK, "")]),
    ("conversation francais mardi soir", &[(3, TALK, "")]),
    ("aide numérique seniors", &[(3, COMPUTER, ""), (2, PHONE, "")]),
    ("informatique ainés", &[(3, COMPUTER, ""), (2, PHONE, "")]),
    ("ordinateur", &[(3, COMPUTER, ""), (2, PHONE, "")]),
    ("démarches en ligne", &[(3, PHONE, "")]),
    ("collecte alimentaire", &[(3, COLLECT, "")]),
    ("banque alimentaire", &[(3, PARCELS, ""), (2, MEAL, ""), (2, COLLECT, ""), (2, DELIVER, "")]),
    ("distribution de repas", &[(3, MEAL, ""), (3, PARCELS, ""), (2, DELIVER, ""), (2, OUTREACH, "")]),
    ("colis alimentaires vendredi", &[(3, PARCELS, "")]),
    ("repas chaud dimanche", &[(3, MEAL, "")]),
    ("livrer des courses vélo", &[(3, DELIVER, "")]),
    ("vetements", &[(3, CLOTHES, ""), (3, WARDROBE, "")]),
    ("trier vêtements samedi après-midi", &[(3, CLOTHES, "")]),
    ("vestiaire", &[(3, WARDROBE, ""), (3, CLOTHES, "")]),
    ("maraude", &[(3, OUTREACH, "")]),
    ("maraude 18e", &[(3, OUTREACH, "75118"), (2, OUTREACH, "")]),
    ("maraude dimanche 18e", &[(3, OUTREACH, "75118"), (2, OUTREACH, ""), (1, STREET, "")]),
    ("maruade sdf", &[(3, OUTREACH, ""), (1, STREET, "")]),
    ("café de rue sans-abri", &[(3, STREET, ""), (1, OUTREACH, "")]),
    ("visite personnes âgées", &[(3, VISIT, ""), (1, GAMES, "")]),
    ("personne isolée téléphone", &[(3, CALL, "")]),
    ("jeux ehpad", &[(3, GAMES, ""), (1, VISIT, "")]),
    ("hopital", &[(3, HOSPITAL, ""), (2, ANIMAL, "")]),
    ("répit aidants", &[(3, RESPITE, "")]),
    ("sortie handicap", &[(3, OUTING, ""), (2, JOELETTE, "")]),
    ("joelette", &[(3, JOELETTE, "")]),
    ("écrivain public", &[(3, WRITER, "")]),
    ("permanence juridique", &[(3, LEGAL, "")]),
    ("recherche d'emploi", &[(3, CV, ""), (3, INTERVIEW, "")]),
    ("cv entretien", &[(3, CV, ""), (2, INTERVIEW, "")]),
    ("premiers secours", &[(3, FIRST_AID, ""), (3, GESTURES, "")]),
    ("gestes qui sauvent samedi", &[(3, GESTURES, "")]),
    ("foot filles", &[(3, FOOTBALL, "")]),
    ("basket", &[(3, BASKET, "")]),
    ("natation débutants", &[(3, SWIM, "")]),
    ("repair café dimanche", &[(3, REPAIR, "")]),
    ("réparation vélo", &[(3, BIKES, ""), (2, REPAIR, ""), (1, CYCLING, "")]),
    ("jardinage", &[(3, GARDEN, ""), (2, PLANT, "")]),
    ("jardin partagé 20e", &[(3, GARDEN, "75120"), (2, GARDEN, "")]),
    ("ramassage de déchets", &[(3, WATER, "")]),
    ("oiseaux", &[(3, BIRDS, "")]),
    ("animaux", &[(3, ANIMAL, "")]),
    ("bénévole festival", &[(3, FESTIVAL, "")]),
    ("comptabilité association", &[(3, ACCOUNTS, "")]),
];

const ENGLISH: [Judged; 20] = [
    ("homework help", &[(3, HOMEWORK, ""), (1, MATHS, "")]),
    ("tutoring", &[(3, HOMEWORK, ""), (3, MATHS, "")]),
    ("reading to children", &[(3, STORIES, "")]),
    ("mentoring", &[(3, MENTOR, "")]),
    ("french lessons", &[(3, TALK, ""), (3, LITERACY, "")]),
    ("food bank", &[(3, PARCELS, ""), (2, MEAL, ""), (2, COLLECT, ""), (2, DELIVER, "")]),
    ("soup kitchen", &[(3, MEAL, ""), (2, PARCELS, ""), (2, DELIVER, ""), (2, OUTREACH, "")]),
    ("clothes", &[(3, CLOTHES, ""), (3, WARDROBE, "")]),
    ("street outreach", &[(3, OUTREACH, "")]),
    ("homeless", &[(3, OUTREACH, ""), (3, STREET, "")]),
    ("elderly visits", &[(3, VISIT, ""), (1, GAMES, "")]),
    ("first aid", &[(3, FIRST_AID, ""), (3, GESTURES, "")]),
    ("job search", &[(3, CV, ""), (3, INTERVIEW, "")]),
    ("bike repair", &[(3, BIKES, ""), (3, REPAIR, "")]),
    ("gardening", &[(3, GARDEN, ""), (2, PLANT, "")]),
    ("litter picking", &[(3, WATER, "")]),
    ("animals", &[(3, ANIMAL, "")]),
    ("translation", &[(3, TRANSLATE, "")]),
    ("museum", &[(3, MUSEUM, "")]),
    ("football", &[(3, FOOTBALL, "")]),
];
