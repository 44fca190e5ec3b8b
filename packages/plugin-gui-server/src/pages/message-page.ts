import { layout } from "./layout.ts";
import { type Markup, markup } from "./markup.ts";

const HOW_TO_SIGN_IN: Markup = markup`<p>Every browser needs a start link, and each link works once. To get a fresh one:</p>
<ul>
<li>open the link in the file <code>plugins/gui_server/start-url</code> in the host's configuration folder, or</li>
<li>restart the host, which logs a link when the console starts.</li>
</ul>`;

/** For a browser without a session. */
export const notSignedInPage: Markup = message(
  "Not signed in",
  markup`<p class="lead">This browser has no session with the console.</p>
${HOW_TO_SIGN_IN}
<p class="muted">Signed in already, and came here by a link on another site? <a href="/">Open the console</a> from here.</p>`,
);

/** For a start link that was used before, or never made. */
export const linkRefusedPage: Markup = message(
  "This start link does not work",
  markup`<p class="lead">It was used already, or was made before the host was restarted.</p>
${HOW_TO_SIGN_IN}`,
);

/**
 * For a start link that was followed from another site. Browsers would keep the new cookie back from a redirect that
 * began there, so the page goes on by itself.
 */
export const signedInPage: Markup = message(
  "Signed in",
  markup`<meta http-equiv="refresh" content="0; url=/"><p class="lead"><a href="/">Open the console</a></p>`,
);

export const notFoundPage: Markup = message(
  "Nothing here",
  markup`<p class="lead">The console has no page at this address.</p>
<p><a href="/">See how the host started</a></p>`,
);

/** For a host that offers no report. */
export const noReportPage: Markup = message(
  "No report",
  markup`<p class="lead">The host does not say what has loaded.</p>
<p>It offers no service named <code>status</code>. The console works, and shows the report as soon as there is one.</p>
<p><a href="/">Look again</a></p>`,
);

/** For a report that cannot be shown, or any other fault of the console. */
export const failedPage: Markup = message(
  "This page could not be made",
  markup`<p class="lead">The fault is in the host's log, under <code>GUI_REQUEST_FAILED</code>.</p>
<p><a href="/">Try again</a></p>`,
);

function message(title: string, content: Markup): Markup {
  return layout(title, markup`<article class="message"><h1>${title}</h1>\n${content}</article>`);
}
