/** The requests that the forms of a room make. */

export interface NewPoll {
  readonly question: string;
  readonly options: readonly string[];
  readonly durationSeconds?: number;
}

export function newPoll(question: string, options: readonly string[], lasts: string): NewPoll | 'question' | 'options' | 'twice' {
  const asked = question.trim();
  const answers = options.map((option) => option.trim()).filter((option) => option !== '');
  if (asked === '' || [...asked].length > 200) {
    return 'question';
  }
  if (answers.length < 2 || answers.length > 10 || answers.some((answer) => [...answer].length > 100)) {
    return 'options';
  }
  if (new Set(answers).size < answers.length) {
    return 'twice';
  }
  return { question: asked, options: answers, ...(lasts ? { durationSeconds: Number(lasts) } : {}) };
}

export interface Rules {
  readonly slowModeSeconds: number;
  readonly guests: boolean;
  readonly blockedWords: readonly string[];
  readonly maxLength: number;
}

export function rules(slowMode: string, guests: boolean, blocked: string, maxLength: string): Rules | 'slowMode' | 'words' | 'maxLength' {
  const slowModeSeconds = Number(slowMode);
  const longest = Number(maxLength);
  const blockedWords = [...new Set(blocked.split('\n').map((word) => word.trim()).filter((word) => word !== ''))];
  if (slowMode.trim() === '' || !Number.isInteger(slowModeSeconds) || slowModeSeconds < 0 || slowModeSeconds > 3_600) {
    return 'slowMode';
  }
  if (blockedWords.length > 500 || blockedWords.some((word) => [...word].length > 64)) {
    return 'words';
  }
  if (!Number.isInteger(longest) || longest < 1 || longest > 500) {
    return 'maxLength';
  }
  return { slowModeSeconds, guests, blockedWords, maxLength: longest };
}
