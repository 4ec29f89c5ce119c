// The same as Reader/main.swift with simdjson: every value parsed into its tape, in batches of a size that suits it.
#include <chrono>
#include <cstdio>
#include <simdjson.h>

int main(int, char **arguments) {
    simdjson::padded_string text = simdjson::padded_string::load(arguments[1]);
    for (int round = 0; round < 5; round++) {
        auto began = std::chrono::steady_clock::now();
        simdjson::dom::parser parser;
        simdjson::dom::document_stream documents = parser.parse_many(text, 1 << 20);
        size_t values = 0;
        for (simdjson::dom::element value : documents) values += value.is_object();
        std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        printf("%zu %f\n", values, text.size() / took.count() / 1e6);
    }
}
