import { ClipboardList } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { readForm } from '../../rules/content'

export function FormAnswers({ content }: { content: Record<string, unknown> }) {
  const { t } = useTranslation('inbox')
  const { name, answers } = readForm(content)
  return (
    <div className="min-w-52">
      <p className="flex items-center gap-1.5 font-medium">
        <ClipboardList aria-hidden className="size-4" />
        {name ?? t('message.kind.form')}
      </p>
      {answers.length === 0 && <p className="text-sm text-ink-2">{t('message.formEmpty')}</p>}
      <dl className="mt-1 text-sm">
        {answers.map(([question, answer]) => (
          <div key={question} className="border-t py-1">
            <dt className="text-xs text-ink-2">{question}</dt>
            <dd className="break-words">{typeof answer === 'boolean' ? t(answer ? 'message.yes' : 'message.no') : answer}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
