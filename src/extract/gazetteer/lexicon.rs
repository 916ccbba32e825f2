use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Archive, List};

/// What is known of a word beside places.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WordFacts {
    /// How common an English word it is: 10 the commonest to 50, 0 none.
    pub common: u8,
    /// How many people bear it as given name and as surname, in thousandths of a per cent; 0 none, 250 the most.
    pub given: u8,
    pub surname: u8,
}

/// Common words and names of people.
#[derive(Debug, Default)]
pub struct Lexicon {
    words: HashMap<Box<str>, WordFacts>,
}

/// Given names of the regions that the lists of the United States do not cover.
const MORE_GIVEN: &[&str] = &[
    "abbas",
    "abd",
    "abdel",
    "abdelfattah",
    "abdul",
    "abdulaziz",
    "abdullah",
    "abdulrahman",
    "abdulmalik",
    "abu",
    "adel",
    "adnan",
    "ahmad",
    "ahmed",
    "akram",
    "alaa",
    "ali",
    "amal",
    "amer",
    "amin",
    "amir",
    "ammar",
    "anas",
    "andrei",
    "andriy",
    "anwar",
    "asma",
    "ayman",
    "aziz",
    "bashar",
    "bassam",
    "bassem",
    "benjamin",
    "binyamin",
    "bogdan",
    "boris",
    "dmitri",
    "dmitry",
    "dmytro",
    "ehud",
    "emad",
    "emmanuel",
    "fadi",
    "fahd",
    "faisal",
    "falih",
    "farhad",
    "fatima",
    "fouad",
    "fuad",
    "ghassan",
    "hadi",
    "haider",
    "hakan",
    "hamad",
    "hamid",
    "hassan",
    "hasan",
    "haitham",
    "hisham",
    "hossein",
    "husam",
    "hussein",
    "hussain",
    "ibrahim",
    "igor",
    "imad",
    "iman",
    "ismail",
    "issa",
    "ivan",
    "jalal",
    "jamal",
    "jawad",
    "karim",
    "kemal",
    "khaled",
    "khalid",
    "khalil",
    "layla",
    "leila",
    "mahdi",
    "mahmoud",
    "mahmud",
    "majid",
    "maksym",
    "mariam",
    "maryam",
    "masoud",
    "mazen",
    "mehdi",
    "mehmet",
    "mohamad",
    "mohamed",
    "mohammad",
    "mohammed",
    "mostafa",
    "muhammad",
    "muhammed",
    "muqtada",
    "mustafa",
    "mykola",
    "nabil",
    "nadia",
    "naim",
    "naser",
    "nasser",
    "nizar",
    "nouri",
    "oleg",
    "oleh",
    "oleksandr",
    "oleksiy",
    "omar",
    "osama",
    "petro",
    "qais",
    "qasem",
    "qasim",
    "qassem",
    "rami",
    "rashid",
    "recep",
    "reza",
    "saad",
    "sabah",
    "saddam",
    "saeed",
    "said",
    "salah",
    "saleh",
    "salim",
    "salman",
    "sami",
    "samir",
    "serhiy",
    "sergei",
    "sergey",
    "shimon",
    "suleiman",
    "taha",
    "tareq",
    "tariq",
    "tayyip",
    "viktor",
    "vitaliy",
    "vladimir",
    "volodymyr",
    "walid",
    "wael",
    "xi",
    "yahya",
    "yasser",
    "yevgeny",
    "yitzhak",
    "yoav",
    "yousef",
    "youssef",
    "yuri",
    "yusuf",
    "zaid",
    "zainab",
    "zakaria",
    "zeinab",
    "ziad",
];

impl Lexicon {
    /// The words of the gazetteer that comes with the program.
    pub fn bundled() -> &'static Lexicon {
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(Archive::bundled()));
        &LEXICON
    }

    fn of(archive: &Archive) -> Self {
        let mut words: HashMap<Box<str>, WordFacts> = HashMap::with_capacity(100_000);
        let mut put = |word: &str, set: &dyn Fn(&mut WordFacts)| match words.get_mut(word) {
            Some(facts) => set(facts),
            None => set(words.entry(word.into()).or_default()),
        };
        for (word, n) in archive.list(List::Common) {
            put(word, &|it| it.common = n);
        }
        for (word, n) in archive.list(List::Given) {
            put(word, &|it| it.given = n);
        }
        for (word, n) in archive.list(List::Surname) {
            put(word, &|it| it.surname = n);
        }
        for word in MORE_GIVEN {
            put(word, &|it| it.given = it.given.max(50));
        }
        Self { words }
    }

    /// What is known of a folded word.
    pub fn facts(&self, key: &str) -> WordFacts {
        self.words.get(key).copied().unwrap_or_default()
    }
}
