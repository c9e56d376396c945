import { expect, it } from 'vitest'
import { waited } from './error-text'

it.each([
  [1, 'pt-BR', '1 segundo'],
  [42, 'pt-BR', '42 segundos'],
  [90, 'pt-BR', '2 minutos'],
  [899, 'pt-BR', '15 minutos'],
  [61, 'en', '61 seconds'],
  [121, 'en', '3 minutes'],
])('%i seconds in %s are %s', (seconds, language, words) => expect(waited(seconds, language)).toBe(words))
