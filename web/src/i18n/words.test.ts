import { describe, expect, it } from 'vitest'

type Tree = { [key: string]: string | Tree }
const texts = (tree: Tree, prefix = ''): [string, string][] => Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value] as [string, string]] : texts(value, `${prefix}${key}.`)))
const everything = Object.entries(import.meta.glob<Tree>('./pt-BR/*.json', { eager: true, import: 'default' })).flatMap(([path, tree]) => texts(tree, `${path} `))

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
  it('calls an address of the network so', () => expect(everything).toContainEqual(['./pt-BR/audit.json address', 'Endereço IP']))
})
