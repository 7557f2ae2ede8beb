/* Folding: from any text to words of letters and digits. */
#include "snapshot/word.h"

/* What each letter is without its accent and small; "+": two letters, of PAIRS; ".": itself. */
static const char folded_c0[] = "aaaaaa+ceeeeiiiidnooooo.ouuuuy++aaaaaa+ceeeeiiiidnooooo.ouuuuy+y"
                                "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii++jjkkkllllll+"
                                "+llnnnnnnnnnoooooo++rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
                                "b......cc..dd....ff.....kkl...n.oo..pp.....ttt.uu..yyzz........."
                                "....+++++++++aaiioouuuuuuuuuu.aaaa....ggkkoooo..j+++gg..nnaa...."
                                "aaaaeeeeiiiioooorrrruuuusstt..hhnd....aaeeooooooooyylntj.....l.."
                                "...b............";
static const char folded_1e00[] =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwy+s..+.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

static const struct {
    uint16_t first, last; /* characters */
    char letters[3];
} pairs[] = {
    {0xc6, 0xc6, "ae"},    {0xde, 0xde, "th"},     {0xdf, 0xdf, "ss"},   {0xe6, 0xe6, "ae"},
    {0xfe, 0xfe, "th"},    {0x132, 0x133, "ij"},   {0x13f, 0x140, "l"},  {0x152, 0x153, "oe"},
    {0x1c4, 0x1c6, "dz"},  {0x1c7, 0x1c9, "lj"},   {0x1ca, 0x1cc, "nj"}, {0x1f1, 0x1f3, "dz"},
    {0x1e9a, 0x1e9a, "a"}, {0x1e9e, 0x1e9e, "ss"},
};

/* What ASCII folds to; 0: it parts words. */
static const char folded_ascii[128] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6',
    ['7'] = '7', ['8'] = '8', ['9'] = '9', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd',
    ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k',
    ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r',
    ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y',
    ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f',
    ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm',
    ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
    ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};

/* A character: how many bytes it has, and what it folds to. */
struct folded {
    size_t length;
    bool parts; /* it stands between words */
    char bytes[4];
    uint8_t count; /* of bytes; may be 0 for a character within a word: an accent of its own */
};

static uint32_t decode(const unsigned char *p, size_t length)
{
    switch (length) {
    case 2:
        return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
    case 3:
        return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
    default:
        return (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
    }
}

/* Punctuation and white space above ASCII. */
static bool parts_words(uint32_t character)
{
    return character < 0xc0 || character == 0xd7 || character == 0xf7 ||
           (character >= 0x2000 && character <= 0x206f) ||
           (character >= 0x3000 && character <= 0x303f) || character == 0xfeff ||
           character == 0xfffd;
}

static bool is_accent(uint32_t character)
{
    return character >= 0x300 && character <= 0x36f;
}

/* The small letter of CHARACTER, Greek or Cyrillic; the offset to it. */
static uint32_t distance_to_small(uint32_t character)
{
    if ((character >= 0x391 && character <= 0x3a9) || (character >= 0x410 && character <= 0x42f))
        return 0x20;
    return character >= 0x400 && character <= 0x40f ? 0x50 : 0;
}

static void fold_pair(uint32_t character, struct folded *folded)
{
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        if (character < pairs[i].first || character > pairs[i].last)
            continue;
        folded->count = (uint8_t)strlen(pairs[i].letters);
        memcpy(folded->bytes, pairs[i].letters, folded->count);
    }
}

static void fold_letter(const unsigned char *p, uint32_t character, struct folded *folded)
{
    char letter = '.';
    if (character - 0xc0 < sizeof(folded_c0) - 1)
        letter = folded_c0[character - 0xc0];
    else if (character - 0x1e00 < sizeof(folded_1e00) - 1)
        letter = folded_1e00[character - 0x1e00];
    if (letter == '+') {
        fold_pair(character, folded);
    } else if (letter != '.') {
        folded->bytes[folded->count++] = letter;
    } else if (distance_to_small(character)) {
        character += distance_to_small(character);
        folded->bytes[folded->count++] = (char)(0xc0 | character >> 6);
        folded->bytes[folded->count++] = (char)(0x80 | (character & 0x3f));
    } else {
        memcpy(folded->bytes, p, folded->length);
        folded->count = (uint8_t)folded->length;
    }
}

/* The character that TEXT, which is not empty, begins with. What is broken parts words. */
static struct folded fold(struct text text)
{
    const unsigned char *p = (const unsigned char *)text.bytes;
    if (p[0] < 0x80) {
        char letter = folded_ascii[p[0]];
        return (struct folded){1, letter == 0, {letter}, letter != 0};
    }
    struct folded folded = {.length = text_character_length(text)};
    if (folded.length == 0)
        return (struct folded){.length = 1, .parts = true};
    uint32_t character = decode(p, folded.length);
    folded.parts = parts_words(character);
    if (!folded.parts && !is_accent(character))
        fold_letter(p, character, &folded);
    return folded;
}

/* Where the next word of TEXT begins, at or after AT; its end when there is none. */
static size_t find_word(struct text text, size_t at)
{
    while (at < text.length) {
        unsigned char c = (unsigned char)text.bytes[at];
        if (c < 0x80) {
            if (folded_ascii[c])
                break;
            at++;
            continue;
        }
        struct folded folded = fold(text_from(text, at));
        if (folded.count)
            break;
        at += folded.length;
    }
    return at;
}

size_t word_end(struct text text, size_t at)
{
    size_t before = at;
    while (before > 0 && at - before < 4 && (text.bytes[--before] & 0xc0) == 0x80)
        continue;
    if (at == 0 || at > text.length || fold(text_from(text, before)).parts)
        return at;
    while (at < text.length) {
        struct folded folded = fold(text_from(text, at));
        if (folded.parts)
            break;
        at += folded.length;
    }
    return at;
}

/* Appends what is left at *AT of the word of TEXT of which WORD has COUNT bytes; moves *AT behind
 * it.
 */
static void append_rest(struct text text, size_t *at, struct word *word, size_t count)
{
    bool is_full = false;
    while (*at < text.length) {
        struct folded folded = fold(text_from(text, *at));
        if (folded.parts)
            break;
        is_full |= count + folded.count > WORD_LENGTH_LIMIT;
        if (!is_full) {
            memcpy(word->bytes + count, folded.bytes, folded.count);
            count += folded.count;
        }
        *at += folded.length;
    }
    word->length = (uint8_t)count;
}

bool word_next(struct text text, size_t *at, size_t *start, struct word *word)
{
    size_t i = *start = find_word(text, *at), count = 0;
    if (i >= text.length) {
        *at = i;
        return false;
    }
    size_t end = text.length - i < WORD_LENGTH_LIMIT ? text.length : i + WORD_LENGTH_LIMIT;
    unsigned char c = 0;
    memset(word, 0, sizeof(*word));
    for (; i < end; i++) { /* mostly this is all of it */
        c = (unsigned char)text.bytes[i];
        if (c >= 0x80 || !folded_ascii[c])
            break;
        word->bytes[count++] = folded_ascii[c];
    }
    word->length = (uint8_t)count;
    *at = i;
    if (i < text.length && (i == end || c >= 0x80))
        append_rest(text, at, word, count);
    return word->length != 0;
}

void word_join(struct word *a, const struct word *b)
{
    size_t room = (size_t)WORD_LENGTH_LIMIT - a->length;
    size_t count = b->length < room ? b->length : room;
    struct text joined = {a->bytes, a->length + count};
    memcpy(a->bytes + a->length, b->bytes, count);
    a->length =
        (uint8_t)(count < b->length ? text_length_of_whole_characters(joined) : joined.length);
    memset(a->bytes + a->length, 0, (size_t)WORD_BYTES - a->length);
}

size_t word_prefix_length(struct text text, size_t count)
{
    size_t i = 0, done = 0;
    while (i < text.length) {
        struct folded folded = fold(text_from(text, i));
        /* an accent of its own belongs to the letter before */
        if (folded.parts || (done >= count && folded.count))
            break;
        done += folded.count;
        i += folded.length;
    }
    return i;
}

/* One row of the distances between beginnings of two words, and the two before it. */
enum { ROW_COUNT = 3, DISTANCE_LIMIT = 2 };
typedef uint8_t distance_row[WORD_BYTES + DISTANCE_LIMIT + 2];

static inline unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* The row of the Ith letter of TYPED, over those letters of WORD that are at most LIMIT places off:
 * further off no distance is within it. The least in it. */
static unsigned fill_row(distance_row rows[static ROW_COUNT], struct text typed, struct text word,
                         size_t i, unsigned limit)
{
    uint8_t *row = rows[i % ROW_COUNT];
    const uint8_t *above = rows[(i + 2) % ROW_COUNT], *two_above = rows[(i + 1) % ROW_COUNT];
    char x = typed.bytes[i - 1];
    size_t first = i > limit ? i - limit : 1,
           last = i + limit < word.length ? i + limit : word.length;
    unsigned lowest = row[first - 1] = (uint8_t)(first == 1 ? i : limit + 1);
    for (size_t j = first; j <= last; j++) {
        char y = word.bytes[j - 1];
        unsigned distance =
            least(least(above[j], row[j - 1]) + 1u, above[j - 1] + (unsigned)(x != y));
        if (i > 1 && j > 1 && x == word.bytes[j - 2] && y == typed.bytes[i - 2])
            distance = least(distance, two_above[j - 2] + 1u);
        row[j] = (uint8_t)distance;
        lowest = least(lowest, distance);
    }
    row[last + 1] = (uint8_t)(limit + 1);
    return lowest;
}

unsigned word_distance(struct text typed, struct text word, unsigned limit, bool is_beginning)
{
    distance_row rows[ROW_COUNT];
    unsigned lowest = 0, before = 0;
    if (is_beginning) /* what is further on changes nothing */
        word = text_slice(word, 0, typed.length + limit);
    if (typed.length > WORD_BYTES || word.length + limit < typed.length ||
        word.length > typed.length + limit)
        return limit + 1;
    for (size_t j = 0; j <= least((unsigned)word.length, limit) + 1; j++)
        rows[0][j] = (uint8_t)j;
    for (size_t i = 1; i <= typed.length; i++) {
        unsigned least_of_row = fill_row(rows, typed, word, i, limit);
        before = lowest;
        lowest = least_of_row;
        if (lowest > limit && before > limit)
            return limit + 1;
    }
    unsigned distance = is_beginning ? lowest : rows[typed.length % ROW_COUNT][word.length];
    return least(distance, limit + 1);
}

static bool is_number(const struct word *word)
{
    return text_is_digits(word_text(word));
}

unsigned word_edits_forgiven(const struct word *word)
{
    size_t letters = text_character_count(word_text(word));
    if (is_number(word))
        return 0;
    return letters < 4 ? 0 : letters < 8 ? 1 : 2;
}
