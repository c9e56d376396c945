import { describe, expect, it } from 'vitest'
import { catalogues } from './pt-BR'
import account from './pt-BR/account.json'
import bookings from './pt-BR/bookings.json'
import page from './pt-BR/page.json'
import visit from './pt-BR/visit.json'

type Tree = { [key: string]: string | Tree }
const texts = (tree: Tree, prefix = ''): [string, string][] => Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value] as [string, string]] : texts(value, `${prefix}${key}.`)))
const everything = texts({ ...catalogues, account, bookings, page, visit } as unknown as Tree)

/** Words that mean something else to a reader in Brazil, and what is said instead. */
const wrong: [RegExp, string][] = [
  [/\b(ligar|ligue|ligad[oa]) .*(número|WhatsApp|site)|\b(número|WhatsApp|site) ligado|verifique a ligação/i, 'a number is dialled or connected ("conectar"), a switch is turned on ("ligar")'],
  [/(^|[ (])bot([ .,]|$)/i, '"robô"'],
  [/\bresponsável ativo\b|\bdono\(a\)/i, '"dono" for the role'],
  [/^(Número|Conta) de ninguém|^Corpo |^Parados?$/, '"que não é de nenhuma empresa daqui", "conteúdo", "com falha"'],
  [/\b(de agora|à espera)\b/i, '"atual", "pendente"'],
  [/(Visto por último|entrou) \{\{/, '"em" before a moment'],
  [/Salvar e entrar|[Aa]posentou|Pedir verificação|empresa pede verificação/, 'what happens: saving, "desativou", "exigir"'],
]

describe('pt-BR', () => {
  it.each(wrong)('never says %s, but %s', (word) => expect(everything.filter(([, text]) => word.test(text))).toEqual([]))
  it('calls an address of the network so', () => expect(catalogues.audit.address).toBe('Endereço IP'))
})
