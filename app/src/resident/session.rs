//! What one person's visit to the form knows; signals, so that the page follows.

use leptos::prelude::*;
use survey::{Answers, Form, Problem};

use super::{
    form::Seed,
    form_words::{FormWords, Word},
};

/// Where the answers are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// On the form.
    #[default]
    Filling,
    /// On the way, for the first time.
    Sending,
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only the browser sends")
    )]
    /// Not sent yet, waiting for the network or the server: where they are, and the sentence that says why.
    Waiting(Word, String),
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only the browser sends")
    )]
    /// Kept, but somebody has to look: what happened, and the sentence that says more.
    Aside(Word, String),
    /// Another page of this phone fills this form in.
    Elsewhere,
}

/// A line about answers of an earlier visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// The sentence; empty for none.
    pub text: String,
    /// Receipt to look up; empty for none.
    pub receipt: String,
}

/// The visit.
#[derive(Clone, Copy)]
pub struct Session {
    /// The form.
    pub form: StoredValue<Form>,
    /// Its words.
    pub words: StoredValue<FormWords>,
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only the browser sends")
    )]
    /// Id the answers will have; a new one where a refused set is mended.
    pub id: StoredValue<String>,
    /// The script has taken over: one item per screen.
    pub enhanced: RwSignal<bool>,
    /// Place of the item on the screen.
    pub at: RwSignal<usize>,
    /// Answers as the controls stand.
    pub answers: RwSignal<Answers>,
    /// What is wrong with them.
    pub problems: RwSignal<Vec<Problem>>,
    /// What the server refused, in words; empty for nothing.
    pub refused: RwSignal<String>,
    /// Where the answers are.
    pub stage: RwSignal<Stage>,
    /// About an earlier visit.
    pub news: RwSignal<News>,
    /// A newer page is ready.
    pub newer: RwSignal<bool>,
    /// A voice is there to read aloud.
    pub aloud: RwSignal<bool>,
    /// Larger text is on.
    pub large: RwSignal<bool>,
    /// The form's element.
    pub element: NodeRef<leptos::html::Form>,
}

impl Session {
    /// The visit at first render: the same on the server and in the browser.
    pub fn new(seed: Seed) -> Self {
        Self {
            form: StoredValue::new(seed.form),
            words: StoredValue::new(seed.words),
            id: StoredValue::new(seed.id),
            enhanced: RwSignal::new(false),
            at: RwSignal::new(0),
            answers: RwSignal::new(seed.kept),
            problems: RwSignal::new(seed.problems),
            refused: RwSignal::new(String::new()),
            stage: RwSignal::new(Stage::Filling),
            news: RwSignal::new(News::default()),
            newer: RwSignal::new(false),
            aloud: RwSignal::new(false),
            large: RwSignal::new(false),
            element: NodeRef::new(),
        }
    }

    /// Places of the items shown for the answers so far.
    pub fn shown(self) -> Vec<usize> {
        let answers = self.answers.get();
        self.form.with_value(|f| shown(f, &answers))
    }

    /// How many items on the way have no answer.
    pub fn unanswered(self) -> usize {
        let shown = self.shown();
        self.form.with_value(|f| {
            self.answers.with(|a| {
                shown
                    .iter()
                    .filter(|i| a.get(&f.questions[**i].code).is_none())
                    .count()
            })
        })
    }

    /// A word.
    pub fn say(self, word: Word) -> String {
        self.words.with_value(|w| w.say(word).to_owned())
    }

    /// `lang` of an element that holds the words, where they are not in the form's language.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn said_in(self) -> impl leptos::attr::Attribute {
        leptos::attr::lang(self.form.with_value(|f| super::said_in(&f.lang)))
    }

    /// The element has it from the server; naming it again would cost every phone seven kilobytes.
    #[cfg(target_arch = "wasm32")]
    pub fn said_in(self) {}

    /// The same for the place where the script puts the button for a rescue file, with the words of that button.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn said_with_file(self) -> impl leptos::attr::Attribute {
        use crate::words::{Locale, Words};
        const FILE: Words = Words(
            "存成文件，交给工作人员",
            "存成檔案，交給工作人員",
            "Save as a file for the office",
        );
        let locale = self
            .form
            .with_value(|f| Locale::nearest(&f.lang))
            .unwrap_or_default();
        (
            self.said_in(),
            leptos::attr::custom::custom_attribute("data-file", FILE.get(locale)),
        )
    }

    /// As above.
    #[cfg(target_arch = "wasm32")]
    pub fn said_with_file(self) {}

    /// A sentence about a problem.
    pub fn say_about(
        self,
        problem: &Problem,
        sentence: fn(&Form, &Answers, &Problem, &FormWords) -> String,
    ) -> String {
        self.form.with_value(|f| {
            self.words
                .with_value(|w| self.answers.with(|a| sentence(f, a, problem, w)))
        })
    }

    /// Is the item at `place` on the screen?
    pub fn on_screen(self, place: usize) -> bool {
        !self.enhanced.get() || self.at.get() == place
    }
}

/// Places of the items that these answers show.
pub fn shown(form: &Form, answers: &Answers) -> Vec<usize> {
    // an answer that is itself hidden shows nothing
    let counted = form.without_hidden(answers.clone());
    (0..form.questions.len())
        .filter(|i| form.shown(&form.questions[*i], &counted))
        .collect()
}
