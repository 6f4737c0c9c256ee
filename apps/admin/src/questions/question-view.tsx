import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import type { Schemas } from '../api/context.tsx';
import { Status } from '../ui/status.tsx';
import { When } from '../ui/when.tsx';
import { rightAnswers, statusWords, topicWords, typeWords } from './question-words.ts';

type Question = Schemas['QuestionView'];

/** The question as a student meets it; what is chosen here goes nowhere. */
function AsStudent({ question }: { question: Question }) {
  const [one, setOne] = useState<string | null>(null);
  const [many, setMany] = useState<readonly string[]>([]);
  const [text, setText] = useState('');
  const [pairs, setPairs] = useState<Readonly<Record<string, string>>>({});
  const options = question.options ?? [];
  const choices = (question.choices ?? []).map(({ id, text: label }) => ({ value: id, label }));
  switch (question.type) {
    case 'single-choice':
      return (
        <RadioGroup
          value={one}
          onChange={({ detail }) => setOne(detail.value)}
          items={options.map(({ id, text: label }) => ({ value: id, label }))}
          ariaLabel="Options"
        />
      );
    case 'true-false':
      return (
        <RadioGroup
          value={one}
          onChange={({ detail }) => setOne(detail.value)}
          items={[
            { value: 'true', label: 'True' },
            { value: 'false', label: 'False' },
          ]}
          ariaLabel="Options"
        />
      );
    case 'multiple-response':
      return (
        <SpaceBetween size="xs">
          {options.map(({ id, text: label }) => (
            <Checkbox
              key={id}
              checked={many.includes(id)}
              onChange={({ detail }) => setMany(detail.checked ? [...many, id] : many.filter((other) => other !== id))}
            >
              {label}
            </Checkbox>
          ))}
        </SpaceBetween>
      );
    case 'matching':
      return (
        <SpaceBetween size="s">
          {(question.prompts ?? []).map(({ id, text: label }) => (
            <FormField key={id} label={label} stretch>
              <Select
                selectedOption={choices.find(({ value }) => value === pairs[id]) ?? null}
                options={choices}
                onChange={({ detail }) => setPairs({ ...pairs, [id]: detail.selectedOption.value ?? '' })}
                placeholder="Choose"
              />
            </FormField>
          ))}
        </SpaceBetween>
      );
    case 'numerical':
    case 'short-answer':
      return (
        <FormField label="Answer" {...(question.unit ? { constraintText: `In ${question.unit}` } : {})}>
          <Input
            value={text}
            onChange={({ detail }) => setText(detail.value)}
            inputMode={question.type === 'numerical' ? 'decimal' : 'text'}
          />
        </FormField>
      );
  }
}

/** The question with its key. */
function WithKey({ question }: { question: Question }) {
  const { options, pairs, words } = rightAnswers(question);
  const choice = (id: string): string => question.choices?.find((one) => one.id === id)?.text ?? id;
  return (
    <SpaceBetween size="xs">
      {question.options?.map(({ id, text }) => (
        <div key={id}>
          {options.has(id) ? (
            <StatusIndicator type="success">{text}</StatusIndicator>
          ) : (
            <Box color="text-body-secondary">{text}</Box>
          )}
        </div>
      ))}
      {question.prompts?.map(({ id, text }) => (
        <div key={id}>
          {text} → <b>{choice(pairs.get(id) ?? '')}</b>
        </div>
      ))}
      {words ? <StatusIndicator type="success">{words}</StatusIndicator> : null}
      <Box variant="awsui-key-label">Feedback</Box>
      <div className="rs-plain-text">{question.feedback}</div>
    </SpaceBetween>
  );
}

/** One question: as a student meets it, and with its key. */
export function QuestionModal({ question, onClose }: { question: Question; onClose: () => void }) {
  const [key, setKey] = useState(false);
  return (
    <Modal
      visible
      size="large"
      header={topicWords(question.topic)}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Toggle checked={key} onChange={({ detail }) => setKey(detail.checked)}>
          Show the key and the feedback
        </Toggle>
      }
    >
      <SpaceBetween size="l">
        <Box fontSize="heading-m">
          <span className="rs-plain-text">{question.stem}</span>
        </Box>
        {key ? <WithKey question={question} /> : <AsStudent question={question} />}
        <KeyValuePairs
          columns={4}
          minColumnWidth={120}
          items={[
            { label: 'Type', value: typeWords[question.type] },
            { label: 'Difficulty', value: String(question.difficulty) },
            { label: 'Status', value: <Status words={statusWords[question.status]} /> },
            { label: 'Drawn', value: question.exposure === 1 ? 'Once' : `${question.exposure} times` },
            { label: 'Id', value: <span className="rs-mono">{question.id}</span> },
            { label: 'Version', value: String(question.version) },
            {
              label: 'Saved',
              value: (
                <>
                  <When at={question.savedAt} clock="wall" /> by {question.savedBy}
                </>
              ),
            },
            { label: 'Source', value: <span className="rs-plain-text">{question.source}</span> },
          ]}
        />
      </SpaceBetween>
    </Modal>
  );
}
