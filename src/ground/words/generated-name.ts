import { randomInt } from "node:crypto";

const ADJECTIVES =
  "able agile amused bold brave bright calm casual clean clever crisp curious dapper deft eager fair fancy fast fine firm fresh gentle glad grand handy happy hardy honest keen kind lively loud lucid lucky mellow merry mild neat nimble noble open placid polite proud quick quiet rapid rare ready sharp shiny silent sleek smart smooth snug spry steady sunny swift tidy trim upbeat vivid warm wise witty worthy zesty".split(
    " ",
  );

const NOUNS =
  "ant ape asp badger bass bat bear bee bird boar bug calf carp cat chimp cod colt conch cow crab crane crow cub deer doe dog dove duck eel elk fawn finch fish flea fly foal fowl fox frog gnat goat goose grub gull hare hawk hen hog hound jay kit koi lamb lark loon lynx mare midge mink mole moose moth mouse mule newt owl panda perch pig pug quail ram rat ray robin rook seal shad shark sheep shrew shrike skunk slug smelt snail snake snipe sow sponge squid squirrel stag steed stoat stork swan tern toad trout turtle vole wasp whale wolf worm wren yak zebra".split(
    " ",
  );

/** A name for what has none, as MLflow makes them for runs: `keen-heron-42`, at most 20 characters. */
export function generatedName(): string {
  const adjective = ADJECTIVES[randomInt(ADJECTIVES.length)];
  const noun = NOUNS[randomInt(NOUNS.length)];
  return `${adjective}-${noun}-${randomInt(1000)}`;
}
