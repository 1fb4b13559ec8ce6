//! A page in headless Chromium, and what was heard while it was open.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use headless_chrome::browser::default_executable;
use headless_chrome::protocol::cdp::Emulation::{self, MediaFeature};
use headless_chrome::protocol::cdp::Network;
use headless_chrome::protocol::cdp::types::Event;
use headless_chrome::types::PrintToPdfOptions;
use headless_chrome::{Browser, LaunchOptions, Tab};
use serde::de::DeserializeOwned;

const MISSING: &str = "this test needs Chromium: apt-get install --no-install-recommends chromium fonts-noto-cjk";

/// Addresses that were asked for, and what the console said.
#[derive(Debug, Default, Clone)]
pub struct Heard {
    /// Every request, the page's own first.
    pub requests: Vec<String>,
    /// Every message, exception and violation.
    pub console: Vec<String>,
}

/// An open page. The browser ends with it.
pub struct Page {
    tab: Arc<Tab>,
    heard: Arc<Mutex<Heard>>,
    _browser: Browser,
}

impl Page {
    /// Opens a file in a browser of its own, so wide; `hash` is empty or begins with `#`.
    pub fn open(file: &Path, hash: &str, width: u32) -> Self {
        let path = default_executable().expect(MISSING);
        let options = LaunchOptions::default_builder()
            .path(Some(path))
            // The page is the project's own, and Chromium refuses to run as root with its sandbox.
            .sandbox(false)
            .window_size(Some((width, 900)))
            .idle_browser_timeout(Duration::from_secs(300))
            .build()
            .expect("the options fit together");
        let browser = Browser::new(options).expect("Chromium starts");
        let tab = browser.new_tab().expect("it opens a tab");
        tab.set_default_timeout(Duration::from_secs(30));
        let heard = Arc::new(Mutex::new(Heard::default()));
        let ear = Arc::clone(&heard);
        tab.add_event_listener(Arc::new(move |event: &Event| listen(&ear, event))).expect("it tells events");
        tab.call_method(Network::Enable {
            max_total_buffer_size: None,
            max_resource_buffer_size: None,
            max_post_data_size: None,
            report_direct_socket_traffic: None,
            enable_durable_messages: None,
        })
        .expect("it tells requests");
        tab.enable_log().expect("it tells messages");
        tab.enable_runtime().expect("it tells exceptions");
        let page = Page { tab, heard, _browser: browser };
        page.resize(width);
        let url = format!("file://{}{hash}", file.display());
        page.tab.navigate_to(&url).and_then(Tab::wait_until_navigated).expect("the page opens");
        page
    }

    /// Sets the width of the window.
    pub fn resize(&self, width: u32) {
        self.tab
            .call_method(Emulation::SetDeviceMetricsOverride {
                width,
                height: 900,
                device_scale_factor: 1.0,
                mobile: false,
                scale: None,
                screen_width: None,
                screen_height: None,
                position_x: None,
                position_y: None,
                dont_set_visible_size: None,
                screen_orientation: None,
                viewport: None,
                display_feature: None,
                device_posture: None,
            })
            .expect("the window changes");
    }

    /// Sets what the page takes for the reader's wish, `light` or `dark`.
    pub fn scheme(&self, scheme: &str) {
        let feature = MediaFeature { name: "prefers-color-scheme".into(), value: scheme.into() };
        let media = Emulation::SetEmulatedMedia { media: None, features: Some(vec![feature]) };
        self.tab.call_method(media).expect("the colours change");
    }

    /// What an expression in the page gives, awaited.
    pub fn ask<T: DeserializeOwned>(&self, expression: &str) -> T {
        let text = format!("(async () => JSON.stringify(await ({expression})))()");
        let answer = self.tab.evaluate(&text, true).expect("the page answers");
        let value = answer.value.as_ref().and_then(|v| v.as_str());
        let value = value.unwrap_or_else(|| panic!("{expression}: {:?}", answer.description));
        serde_json::from_str(value).unwrap_or_else(|e| panic!("{expression}: {e}: {value}"))
    }

    /// Runs statements in the page.
    pub fn act(&self, statements: &str) {
        self.ask::<bool>(&format!("(() => {{ {statements}; return true; }})()"));
    }

    /// Clicks on the first element of a selector, with the pointer.
    pub fn click(&self, selector: &str) {
        let element = self.tab.find_element(selector).unwrap_or_else(|e| panic!("{selector}: {e}"));
        element.click().unwrap_or_else(|e| panic!("{selector}: {e}"));
    }

    /// Types into an element.
    pub fn type_into(&self, selector: &str, text: &str) {
        self.click(selector);
        self.tab.type_str(text).expect("there is a keyboard");
    }

    /// The page as PDF.
    pub fn pdf(&self) -> Vec<u8> {
        let options = PrintToPdfOptions { prefer_css_page_size: Some(true), ..PrintToPdfOptions::default() };
        self.tab.print_to_pdf(Some(options)).expect("the page prints")
    }

    /// What was heard up to now.
    pub fn heard(&self) -> Heard {
        // Whatever the page does next to its work comes before the answer to this.
        self.ask::<bool>("new Promise((done) => setTimeout(() => done(true), 100))");
        self.heard.lock().expect("nobody failed while listening").clone()
    }
}

fn listen(heard: &Mutex<Heard>, event: &Event) {
    let mut heard = heard.lock().expect("nobody failed while listening");
    match event {
        Event::NetworkRequestWillBeSent(e) => heard.requests.push(e.params.request.url.clone()),
        Event::NetworkWebSocketCreated(e) => heard.requests.push(e.params.url.clone()),
        Event::LogEntryAdded(e) => heard.console.push(e.params.entry.text.clone()),
        Event::RuntimeConsoleAPICalled(e) => heard.console.push(format!("{:?}", e.params.args)),
        Event::RuntimeExceptionThrown(e) => heard.console.push(format!("{:?}", e.params.exception_details)),
        _ => {}
    }
}
