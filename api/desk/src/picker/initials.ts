/** The pinyin initials of Chinese words, by their place in the pinyin collation: `市水务局` -> `sswj`. Pure. */

const LETTERS = 'abcdefghjklmnopqrstwxyz'
/** The first syllable of each letter. */
const FIRSTS = [...'阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀']
const collator = new Intl.Collator('zh-Hans-CN-u-co-pinyin')

function initial(char: string): string {
  if (/[a-z0-9]/i.test(char)) return char.toLowerCase()
  if (!/\p{Script=Han}/u.test(char)) return ''
  const after = FIRSTS.findIndex((first) => collator.compare(first, char) > 0)
  return LETTERS[(after === -1 ? FIRSTS.length : after) - 1] ?? ''
}

export function initials(words: string): string {
  return [...words].map(initial).join('')
}
