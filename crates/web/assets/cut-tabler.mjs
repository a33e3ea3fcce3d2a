// Keeps the families of Tabler's classes that our pages use and drops the rest: 79 kB compressed become about 30.
// A rule stays when every class in its selector belongs to a kept family, so the list below is what a page may use.
import postcss from "postcss";

/** The first word of a class: `btn` stands for `.btn`, `.btn-primary`, `.btn-sm`. */
const FAMILIES = new Set(
  (
    "align active alert btn card col collapsed container d disabled fade flex form gap " +
    "h h1 h2 h3 h4 h5 h6 hr img input invalid is justify lead list m markdown mb me ms mt mx my nav p pb pe ps pt px py " +
    "row show small table tab text valid visually w was"
  ).split(" "),
);
/** Families kept above, but not these members: shades and parts no page of ours needs. */
const DROPPED =
  /^(btn-(?!primary$|outline-primary$|outline-danger$|danger$|link$|ghost-primary$|ghost-secondary$|sm$|icon$|list$|group|check$)|form-(floating|imagecheck|colorinput|selectgroup)|text-(?!muted|secondary|end|start|center|nowrap|break|truncate|danger|reset)|card-(?!body|header|footer|title|subtitle|actions|table|sm)|nav-(segmented|bordered|pills)|list-(?!unstyled|inline)|table-(?!responsive|sm|vcenter)|(col|d|flex|justify|align|gap|m.?|p.?|text)-(xxl|print))/;

const kept = (name) => FAMILIES.has(name.split("-")[0]) && !DROPPED.test(name);
const classesOf = (selector) => [...selector.matchAll(/\.(-?[_a-zA-Z][\w-]*)/g)].map((found) => found[1]);
/** Parts of other packages that Tabler styles by attribute or identifier. */
const foreign = (selector) => /\[data-vc|\[data-bs-popper|#fslightbox|#nprogress|carousel|data-bs-theme-/.test(selector);

/** The cut style sheet. */
export function cutTabler(css) {
  const root = postcss.parse(css);
  root.walkRules((rule) => {
    if (rule.parent.type === "atrule" && rule.parent.name.endsWith("keyframes")) return;
    const selectors = rule.selectors.filter((one) => classesOf(one).every(kept) && !foreign(one));
    if (selectors.length === 0) rule.remove();
    else rule.selectors = selectors;
  });
  root.walkComments((comment) => {
    if (!comment.text.startsWith("!")) comment.remove();
  });
  const text = root.toString();
  root.walkAtRules(/keyframes$/, (rule) => {
    const used = new RegExp(`animation[^;}]*\\b${rule.params}\\b`);
    if (!used.test(text)) rule.remove();
  });
  root.walkAtRules((rule) => {
    if (rule.nodes && rule.nodes.length === 0) rule.remove();
  });
  return root.toString();
}
