import { type Markup, markup } from "./markup.ts";

/** A whole page around its content. */
export function layout(title: string, content: Markup): Markup {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Asky console</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="bar"><div class="width">
<a class="brand" href="/"><svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true"><rect class="mark" x="1" y="1" width="30" height="30" rx="9"/><path class="stroke" d="M9 23 16 8.5 23 23M12.2 17.6h7.6"/></svg><span>Asky <span class="muted">console</span></span></a>
</div></header>
<main id="content" class="width">
${content}
</main>
</body>
</html>
`;
}
