/** The greeting by language, each checked text of `languages` reference data or plain international use. */
const GREETINGS: Readonly<Record<string, string>> = {
  vi: "Chào mừng đến Việt\u00a0Nam",
  en: "Welcome to Viet\u00a0Nam",
  lo: "ຍິນດີຕ້ອນຮັບສູ່ຫວຽດນາມ",
  km: "សូមស្វាគមន៍មកកាន់ប្រទេសវៀតណាម",
  "zh-Hans": "欢迎来到越南",
  "zh-Hant": "歡迎來到越南",
  ja: "ベトナムへようこそ",
  ko: "베트남에 오신 것을 환영합니다",
  ru: "Добро пожаловать во Вьетнам",
  hi: "वियतनाम में आपका स्वागत है",
  ar: "مرحبًا بكم في فيتنام",
  th: "ยินดีต้อนรับสู่เวียดนาม",
  fr: "Bienvenue au Viêt\u00a0Nam",
  es: "Bienvenidos a Vietnam",
  de: "Willkommen in Vietnam",
  id: "Selamat datang di Vietnam",
  ms: "Selamat datang ke Vietnam",
};

/** Vietnamese and English first, then the gate's own languages that have a greeting; at most four lines in all. */
export function greetingsFor(languages: readonly string[]): readonly (readonly [lang: string, text: string])[] {
  return [...new Set(["vi", "en", ...languages])]
    .flatMap((lang) => {
      const text = GREETINGS[lang];
      return text === undefined ? [] : [[lang, text] as const];
    })
    .slice(0, 4);
}
