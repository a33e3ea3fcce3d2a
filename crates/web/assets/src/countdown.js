// Keeps `<time data-due>` true while the page is open. The server wrote the first text; `left` words it the same way.
const REFRESH_MILLISECONDS = 20_000;
const SOON_SECONDS = 4 * 3600;

const words = {
  "zh-CN": {
    days: (d, h) => (h ? `${d} 天 ${h} 小时` : `${d} 天`),
    hours: (h, m) => (m ? `${h} 小时 ${m} 分` : `${h} 小时`),
    minutes: (m) => `${m} 分`,
    left: (text) => `还剩 ${text}`,
    late: (text) => `超时 ${text}`,
    underMinute: "不到 1 分",
  },
  en: {
    days: (d, h) => (h ? `${d} d ${h} h` : `${d} d`),
    hours: (h, m) => (m ? `${h} h ${m} min` : `${h} h`),
    minutes: (m) => `${m} min`,
    left: (text) => `${text} left`,
    late: (text) => `${text} late`,
    underMinute: "under 1 min",
  },
};

function span(seconds, say) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return say.days(Math.floor(hours / 24), hours % 24);
  if (hours > 0) return say.hours(hours, minutes % 60);
  return minutes > 0 ? say.minutes(minutes) : say.underMinute;
}

// The reader's clock may be wrong: count from the server's, by how long the page has been open.
const serverNow = Date.parse(document.documentElement.dataset.now);
const loadedAt = performance.now();

function refresh() {
  const now = serverNow + (performance.now() - loadedAt);
  const say = words[document.documentElement.lang] ?? words.en;
  for (const time of document.querySelectorAll("time[data-due]")) {
    const seconds = Math.trunc((Date.parse(time.dateTime) - now) / 1000);
    time.textContent = seconds >= 0 ? say.left(span(seconds, say)) : say.late(span(-seconds, say));
    time.dataset.due = seconds < 0 ? "late" : seconds <= SOON_SECONDS ? "soon" : "calm";
  }
}

if (!Number.isNaN(serverNow)) {
  document.addEventListener("DOMContentLoaded", refresh);
  setInterval(refresh, REFRESH_MILLISECONDS);
}
