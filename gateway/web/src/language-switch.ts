import { choose, type Language, language } from './language';

const OTHER: Record<Language, { language: Language; name: string; lang: string }> = {
  en: { language: 'zh', name: '中文', lang: 'zh-Hans' },
  zh: { language: 'en', name: 'English', lang: 'en' },
};

/** Makes a button lead to the other language. It is named in that language, for those who read no other. */
export function switchesLanguage(button: HTMLButtonElement): void {
  const other = OTHER[language()];
  button.textContent = other.name;
  button.lang = other.lang;
  button.hidden = false;
  button.addEventListener('click', () => {
    choose(other.language);
    location.reload();
  });
}
