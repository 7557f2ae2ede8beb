/* Tests of the colours of the map: how far they are from one another for people who see all
 * colours, and for people who are colour-blind. Simulated as Machado, Oliveira and Fernandes (2009)
 * do, in full strength, and measured by CIEDE2000. */
#include "formats/picture/palette.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Least distances: 10 is a difference that nobody overlooks in areas side by side. */
#define DISTANCE_LEAST  14.0
#define LIGHTNESS_LEAST 6.0
#define PI              3.14159265358979323846

enum vision {
    VISION_FULL,
    VISION_PROTANOPIA,
    VISION_DEUTERANOPIA,
    VISION_TRITANOPIA,
    VISION_COUNT
};

/* What is left of red, green and blue light. */
static const double visions[VISION_COUNT][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868},
     {0.114503, 0.786281, 0.099216},
     {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968},
     {0.280085, 0.672501, 0.047413},
     {-0.011820, 0.042940, 0.968881}},
    {{1.255528, -0.076749, -0.178779},
     {-0.078411, 0.930809, 0.147602},
     {0.004733, 0.691367, 0.303900}},
};

/* A colour by its lightness, from green to red, from blue to yellow (CIE 1976). */
struct lab {
    double l, a, b;
};

static double light_of(uint8_t value)
{
    double part = value / 255.0;
    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double lab_curve(double part)
{
    return part > 216.0 / 24389 ? cbrt(part) : (24389.0 / 27 * part + 16) / 116;
}

static struct lab lab_of(struct color color, enum vision vision)
{
    const double sent[3] = {light_of(color.red), light_of(color.green), light_of(color.blue)};
    double seen[3];
    for (int i = 0; i < 3; i++) {
        const double *row = visions[vision][i];
        seen[i] = fmin(1, fmax(0, row[0] * sent[0] + row[1] * sent[1] + row[2] * sent[2]));
    }
    double x =
        lab_curve((0.4124564 * seen[0] + 0.3575761 * seen[1] + 0.1804375 * seen[2]) / 0.95047);
    double y = lab_curve(0.2126729 * seen[0] + 0.7151522 * seen[1] + 0.0721750 * seen[2]);
    double z =
        lab_curve((0.0193339 * seen[0] + 0.1191920 * seen[1] + 0.9503041 * seen[2]) / 1.08883);
    return (struct lab){116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

static double degrees(double y, double x)
{
    double angle = y == 0 && x == 0 ? 0 : atan2(y, x) * 180 / PI;
    return angle < 0 ? angle + 360 : angle;
}

static double cosine(double angle)
{
    return cos(angle * PI / 180);
}

static double seventh(double value)
{
    return sqrt(pow(value, 7) / (pow(value, 7) + pow(25, 7)));
}

/* CIEDE2000 (ISO/CIE 11664-6). */
static double distance(struct lab p, struct lab q)
{
    double stretch = 1.5 - 0.5 * seventh((hypot(p.a, p.b) + hypot(q.a, q.b)) / 2);
    double c1 = hypot(p.a * stretch, p.b), c2 = hypot(q.a * stretch, q.b);
    double h1 = degrees(p.b, p.a * stretch), h2 = degrees(q.b, q.a * stretch);
    double turn = h2 - h1, middle = h1 + h2;
    if (c1 * c2 == 0)
        turn = 0;
    else if (fabs(h1 - h2) > 180) {
        turn += turn > 0 ? -360 : 360;
        middle += middle < 360 ? 360 : -360;
    }
    double h = c1 * c2 == 0 ? middle : middle / 2, c = (c1 + c2) / 2, l = (p.l + q.l) / 2 - 50;
    double t = 1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) -
               0.20 * cosine(4 * h - 63);
    double dl = (q.l - p.l) / (1 + 0.015 * l * l / sqrt(20 + l * l));
    double dc = (c2 - c1) / (1 + 0.045 * c);
    double dh = 2 * sqrt(c1 * c2) * sin(turn / 2 * PI / 180) / (1 + 0.015 * c * t);
    double bend = 60 * exp(-pow((h - 275) / 25, 2));
    return sqrt(dl * dl + dc * dc + dh * dh - sin(bend * PI / 180) * 2 * seventh(c) * dc * dh);
}

/* Some of the pairs that Sharma, Wu and Dalal (2005) give for those who implement it. */
static void distances_are_measured_right(void **state)
{
    (void)state;
    static const struct {
        struct lab p, q;
        double expected;
    } pairs[] = {
        {{50, 2.6772, -79.7751}, {50, 0, -82.7485}, 2.0425},
        {{50, -1.3802, -84.2814}, {50, 0, -82.7485}, 1.0000},
        {{50, 0, 0}, {50, -1, 2}, 2.3669},
        {{50, 2.49, -0.001}, {50, -2.49, 0.0009}, 7.1792},
        {{50, 2.49, -0.001}, {50, -2.49, 0.0011}, 7.2195},
        {{50, 2.5, 0}, {73, 25, -18}, 27.1492},
        {{50, 2.5, 0}, {56, -27, -3}, 31.9030},
        {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
        {{90.8027, -2.0831, 1.4410}, {91.1528, -1.6435, 0.0447}, 1.4441},
        {{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        assert_float_equal(distance(pairs[i].p, pairs[i].q), pairs[i].expected, 0.0001);
        assert_float_equal(distance(pairs[i].q, pairs[i].p), pairs[i].expected, 0.0001);
    }
    struct lab white = lab_of((struct color){255, 255, 255}, VISION_DEUTERANOPIA);
    assert_float_equal(white.l, 100, 0.01);
    /* red and green of one lightness, which is what colour-blind people do not tell apart */
    struct color red = {0xc0, 0x50, 0x30}, green = {0x7c, 0x7c, 0x20};
    assert_true(distance(lab_of(red, VISION_FULL), lab_of(green, VISION_FULL)) > 35);
    assert_true(distance(lab_of(red, VISION_DEUTERANOPIA), lab_of(green, VISION_DEUTERANOPIA)) <
                10);
}

static void states_can_be_told_apart_by_everybody(void **state)
{
    (void)state;
    for (int scheme = 0; scheme < SCHEME_COUNT; scheme++) {
        for (int vision = 0; vision < VISION_COUNT; vision++) {
            for (int a = 0; a < SHADE_COUNT; a++) {
                for (int b = 0; b < a; b++) {
                    struct lab p = lab_of(shades[a].colors[scheme], (enum vision)vision);
                    struct lab q = lab_of(shades[b].colors[scheme], (enum vision)vision);
                    if (distance(p, q) < DISTANCE_LEAST || fabs(p.l - q.l) < LIGHTNESS_LEAST)
                        fail_msg("%s and %s, %s, vision %d: distance %.1f, lightness %.1f",
                                 shades[a].word, shades[b].word, schemes[scheme].word, vision,
                                 distance(p, q), fabs(p.l - q.l));
                }
            }
        }
    }
}

static void schemes_are_read(void **state)
{
    (void)state;
    enum scheme scheme = SCHEME_COUNT;
    assert_true(scheme_parse(TEXT("dark"), &scheme));
    assert_int_equal(scheme, SCHEME_DARK);
    assert_true(scheme_parse(TEXT("light"), &scheme));
    assert_int_equal(scheme, SCHEME_LIGHT);
    assert_false(scheme_parse(TEXT("Dark"), &scheme));
    assert_false(scheme_parse(TEXT(""), &scheme));
    assert_false(scheme_parse(TEXT("darker"), &scheme));
}

static void colors_are_written(void **state)
{
    (void)state;
    char buffer[COLOR_SIZE_BYTES];
    assert_string_equal(color_format((struct color){0, 0x0a, 0xff}, buffer), "#000aff");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_are_measured_right),
        cmocka_unit_test(states_can_be_told_apart_by_everybody),
        cmocka_unit_test(schemes_are_read),
        cmocka_unit_test(colors_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
