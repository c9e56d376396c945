import js from '@eslint/js'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import tseslint from 'typescript-eslint'

const layers = {
  'src/{client,lib,ui}/**': ['@/features/*', '@/routes/*', '@/app/*'],
  'src/features/**': ['@/routes/*', '@/app/*'],
  'src/routes/**': ['@/app/route-tree.gen'],
  // the public page: nothing of the app's weight
  'src/visit/**': ['@/features/*', '@/routes/*', '@/app/*', '@/ui/*', '@/lib/http', 'react', 'react-dom', 'react-i18next', '@tanstack/*'],
}

export default tseslint.config(
  { ignores: ['node_modules', '../atende', 'src/app/route-tree.gen.ts', 'src/client/schema.ts'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks, 'jsx-a11y': jsxA11y },
    languageOptions: { globals: globals.browser },
    settings: { 'jsx-a11y': { components: { Button: 'button', Input: 'input', Textarea: 'textarea' } } },
    rules: {
      ...jsxA11y.flatConfigs.recommended.rules,
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'jsx-a11y/no-autofocus': 'off', // a dialog's first field takes the focus that the dialog has just taken
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'What customers write is rendered through React nodes only; build nodes instead.',
        },
        {
          selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]",
          message: 'What customers write is rendered through React nodes only; build nodes instead.',
        },
        {
          selector: "JSXAttribute[name.name='type'] Literal[value=/^(date|time|datetime-local|month|week)$/]",
          message: 'Native fields follow the browser and its system (mm/dd, AM); use DateField and TimeField of @/ui.',
        },
        { selector: "JSXOpeningElement[name.name='style']", message: 'The Content-Security-Policy refuses inline styles.' },
      ],
    },
  },
  ...Object.entries(layers).map(([files, group]) => ({
    files: [`${files}/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group, message: 'client, lib, ui -> features -> routes -> app: import downwards only.' }] },
      ],
    },
  })),
  ...['accounts', 'agency', 'bookings', 'custody', 'inbox', 'simulator', 'settings'].map((name) => ({
    files: [`src/features/${name}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^@/(routes|app)/|^@/features/(?!${name}(/|$))`,
              message: 'A feature imports no other feature, route or app; let the route compose them.',
            },
          ],
        },
      ],
    },
  })),
  { files: ['scripts/**', 'public/**', '*.js'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
)
