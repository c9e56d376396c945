import { expect, test } from 'vitest'
import { shortNames } from './whose'

test('a name is as short as its letters, without a title', () => {
  expect(shortNames(['Dra. Lia', 'Dr. Rui Prado', 'Ana Clara de Souza', 'Sala 12'])).toEqual(['LI', 'RP', 'AS', 'S12'])
})

test('names that begin alike are told apart', () => {
  expect(shortNames(['Dra. Lia Souza', 'Luís Santos', 'Rui'])).toEqual(['LiaS', 'LuíS', 'RU'])
  expect(shortNames(['Maria Silva', 'Marina Souza'])).toEqual(['Maria', 'Marina'])
  expect(shortNames(['Ana Souza', 'Ana Silva'])).toEqual(['Ana Souza', 'Ana Silva'])
})

test('what is a title only is a name, too', () => expect(shortNames(['Dra.', ''])).toEqual(['DR', '']))
